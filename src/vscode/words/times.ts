import * as vscode from 'vscode';
import { timeLeft, type TimeLeft } from '../../core/token/countdown.ts';
import { t } from '../host/l10n.ts';

/** Hours, minutes or seconds, as in the status bar: "59 min". */
export function timeInWords(left: Extract<TimeLeft, { amount: number }>): string {
  return {
    hours: t('{0} h', left.amount),
    minutes: t('{0} min', left.amount),
    seconds: t('{0} s', left.amount),
  }[left.unit];
}

/** A duration, rounded down as in the status bar. */
export function durationInWords(durationMs: number): string {
  const left = timeLeft(durationMs, 0);
  return 'amount' in left ? timeInWords(left) : t('{0} s', 0);
}

/** A time in the user's language and time zone, with the date only if it isn't today's. */
export function localTime(moment: number, timeStyle: 'short' | 'medium' = 'medium'): string {
  const date = new Date(moment);
  const isToday = date.toDateString() === new Date().toDateString();
  return date.toLocaleString(vscode.env.language, {
    ...(!isToday && { dateStyle: 'medium' }),
    timeStyle,
  });
}

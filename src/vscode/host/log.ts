import type * as vscode from 'vscode';
import { oneLine } from '../../core/text/plainText.ts';
import type { Log, LogEvent, LogFields } from '../../session/ports.ts';

/** Writes one line per event: its name, and the fields that `LogFields` allows. */
export function createLog(channel: vscode.LogOutputChannel): Log {
  return {
    info(event, fields) {
      channel.info(lineOf(event, fields));
    },
    warn(event, fields) {
      channel.warn(lineOf(event, fields));
    },
  };
}

/** Named one by one, so that no other property of an object is ever written. */
const allowed = [
  'applicationId',
  'lock',
  'host',
  'status',
  'reason',
  'code',
  'problem',
  'durationMs',
  'count',
] as const satisfies readonly (keyof LogFields)[];

function lineOf(event: LogEvent, fields: LogFields = {}): string {
  // A key of a user's file may be any text, even a misplaced secret: only plain words are written.
  const keys = fields.keys
    ?.filter((key) => /^\[?(?:[a-z]{1,12}|[A-Z]{1,12})(?:[_.][a-zA-Z]{1,12}){0,3}\]?$/.test(key))
    .join(',');
  const values = [...allowed.map((name) => [name, fields[name]] as const), ['keys', keys] as const];
  const written = values.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name}=${printable(String(value))}`],
  );
  return [event, ...written].join(' ');
}

/** A value without blanks, so that it can't look like another field or line. */
function printable(value: string): string {
  return oneLine(value).replace(/\s+/g, '_');
}

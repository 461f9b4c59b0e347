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

function lineOf(event: LogEvent, fields: LogFields = {}): string {
  // The properties are named one by one, so that others of the object are never written.
  const { applicationId, lock, host, status, reason, code, problem, durationMs, count, keys } =
    fields;
  const allowed = {
    applicationId,
    lock,
    host,
    status,
    reason,
    code,
    problem,
    durationMs,
    count,
    // A key of a user's file may be any text, even a misplaced secret: only plain words are written.
    keys: keys
      ?.filter((key) => /^\[?(?:[a-z]{1,12}|[A-Z]{1,12})(?:[_.][a-zA-Z]{1,12}){0,3}\]?$/.test(key))
      .join(','),
  };
  const written = Object.entries(allowed).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name}=${printable(String(value))}`],
  );
  return [event, ...written].join(' ');
}

/** A value without blanks, so that it can't look like another field or line. */
function printable(value: string): string {
  return oneLine(value).replace(/\s+/g, '_');
}

import type { LogOutputChannel } from 'vscode';
import { createLog } from '../../../src/vscode/host/log.ts';

/** The extension's log over a channel that keeps its lines, after their levels if wanted. */
export function recordingLog({ withLevels = false } = {}) {
  const lines: string[] = [];
  const write = (level: string) => (line: string) =>
    lines.push(withLevels ? `${level} ${line}` : line);
  const channel = { info: write('info'), warn: write('warn') } as unknown as LogOutputChannel;
  return { channel, log: createLog(channel), lines };
}

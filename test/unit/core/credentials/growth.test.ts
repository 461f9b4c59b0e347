import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { doubtOfId, doubtOfSecret } from '../../../../src/core/credentials/doubts.ts';
import { faultOfAddress, typedAddress } from '../../../../src/core/credentials/entered.ts';
import {
  hasKnownNames,
  isEnvironmentFile,
  readEnvironmentFile,
} from '../../../../src/core/credentials/environment.ts';
import { formatOf, parseCredentialsFile } from '../../../../src/core/credentials/file.ts';
import { readIni } from '../../../../src/core/credentials/ini.ts';
import { readJson } from '../../../../src/core/credentials/json.ts';
import { parsePasted, pastedFile } from '../../../../src/core/credentials/pasted.ts';
import { locatorOf } from '../../../../src/core/text/position.ts';
import { decodeText } from '../../../../src/core/text/text.ts';

/** Everything in the room that reads a text from a file or from the clipboard. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  parseCredentialsFile,
  formatOf,
  readIni,
  readJson,
  readEnvironmentFile,
  isEnvironmentFile,
  hasKnownNames,
  pastedFile,
  parsePasted,
  typedAddress,
  faultOfAddress,
  doubts: (text) => [doubtOfId(text, false), doubtOfSecret(text, false)],
  decodeText: (text) => decodeText(new TextEncoder().encode(text)),
  'decodeText in Windows-1252': (text) => decodeText(Buffer.from(`${text}\u00e9`, 'latin1')),
  locatorOf: (text) => locatorOf(text)(text.length),
};

const signs = [
  ...['\u2028', '\u2029', '\u0085', '\u00a0', '\u2003', '\u200b', '\ufeff', '\u0000', '\u001f'],
  ...[' ', '\t', '\n', '\r', '\r\n', '\f', '\v', ' \n', '\u2028\n'],
  ...Array.from('a0=:#;\'"`\\{}[]()<>$%-_./@,é漢'),
];

const pieces = [
  ...['CLIENT_ID = a\n', 'client_id', 'client_id ', 'app_id=', '[auth]\n', '[auth', '[a]', ' x\n'],
  ...['# c\n', '%%', '%(', '%(client_id)s', 'ISOGEO_A=b\n', 'ISOGEO_', 'ISOGEO_CLIENT_ID=a\n'],
  ...['ISOGEO_CLIENT_ID="a\n', "ISOGEO_CLIENT_ID='", 'export ', 'export ISOGEO_A', '${A}', '${'],
  ...['\\"', "\\'", '"a"b', 'A=${A:-', '{"a":', '{"web":', '[{', '"web":', '"web" ', '{"a":1},'],
  ...['"a":1,', 'Client ID: a\n', 'client id', 'Client Secret:', 'https://', 'a:1', 'a.', '<a>'],
  ...['your-', 'client_', 'xX', 'a b ', 'a-b_', 'client id client '],
];

const starts = [
  '',
  'x',
  '[auth]\nCLIENT_ID',
  '[auth]\nCLIENT_ID = x',
  'ISOGEO_CLIENT_ID=x',
  '{"web":"',
];
const ends = ['', 'y', '\ny', ' = y', '"'];

const shapes = [
  ...signs.flatMap((sign) => starts.map((start) => ({ start, piece: sign, end: 'y' }))),
  { start: '[auth]', piece: ' ', end: 'client_id=a' },
  { start: 'client_id', piece: ' ', end: '=a client_secret=b' },
  { start: 'ISOGEO_A=', piece: ' ', end: '#' },
  ...pieces.flatMap((piece) => ends.map((end) => ({ start: '', piece, end }))),
];

/** Processor time in µs, which other programs disturb least; the shortest of a few runs. */
function processorTime(act: () => void, runs: number): number {
  const times = Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    act();
    return process.cpuUsage(before).user;
  });
  return Math.min(...times);
}

const [short, long] = [6_400, 64_000];

describe('reading hostile credentials', () => {
  for (const [name, read] of Object.entries(readers)) {
    it(`the function ${name} reads a repetitive text in time at most proportional to the length of the text`, () => {
      for (const { start, piece, end } of shapes) {
        const act = (length: number) => () => {
          read(start + piece.repeat(Math.ceil(length / piece.length)) + end);
        };
        act(short)();
        // Quadratic work takes a hundred times as long, and seconds at this length.
        const limit = 30 * Math.max(processorTime(act(short), 1), 2000);
        let took = processorTime(act(long), 1);
        if (took >= limit) took = processorTime(act(long), 3);
        assert.ok(took < limit, `${JSON.stringify({ start, piece, end })}: ${took} µs of ${limit}`);
      }
    });

    it(`the function ${name} doesn’t throw on 100,000 equal lines or on 100,000 open brackets`, () => {
      for (const piece of [
        'CLIENT_ID = a\n',
        'ISOGEO_CLIENT_ID=a\n',
        'Client ID: a\n',
        'x\n',
        '\n',
      ]) {
        assert.doesNotThrow(() => read(`[auth]\n${piece.repeat(100_000)}`));
        assert.doesNotThrow(() => read(piece.repeat(100_000)));
      }
      for (const piece of ['[', '{', '{"web":', '{"web":{"client_id":[', '"', '${']) {
        assert.doesNotThrow(() => read(piece.repeat(100_000)));
      }
    });
  }
});

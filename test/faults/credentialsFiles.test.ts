import './support/withVscode.ts';
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import type * as vscode from 'vscode';
import type { Credentials } from '../../src/core/credentials/credentials.ts';
import type { Failure } from '../../src/core/failure.ts';
import type { Result } from '../../src/core/result.ts';
import { groupCredentials, iniFile, jsonFile, pair } from '../unit/core/credentials/samples.ts';
import { fakePorts } from '../unit/session/fakes.ts';
import { recordingLog } from './support/logChannel.ts';
import { shown, Uri } from './support/vscode.ts';

const { readLocalFile } = await import('../../src/node/files/localFile.ts');
const { createFileReader } = await import('../../src/vscode/host/files.ts');
const { credentialsFromFile, credentialsFromSource } =
  await import('../../src/vscode/credentials/sourceCredentials.ts');
const { causeOf } = await import('../../src/vscode/words/failures.ts');

interface Read {
  readonly result: Result<Credentials>;
  /** The lines in the log. */
  readonly lines: readonly string[];
}

/** Reads a file with this content as the command does, without questions unless `asking`. */
async function read(t: TestContext, content: string | Uint8Array, asking = false): Promise<Read> {
  const folder = await mkdtemp(join(tmpdir(), 'isogeo-fault-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const fsPath = join(folder, 'client_secrets');
  await writeFile(fsPath, content);
  const uri = Uri.file(fsPath) as unknown as vscode.Uri;
  const { log, lines } = recordingLog();
  const ports = {
    ...fakePorts(),
    log,
    readFile: createFileReader(readLocalFile),
    inheritedEnvironment: () => ({}),
  };
  const result = asking
    ? await credentialsFromSource({ from: 'file', uri }, ports)
    : await credentialsFromFile(uri, ports);
  return { result, lines };
}

function failureIn({ result }: Read): Failure {
  assert.ok(!result.ok, 'The file was read.');
  return result.failure;
}

function utf16(text: string, order: 'little' | 'big'): Buffer {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return order === 'little' ? bytes : bytes.swap16();
}

for (const [format, text] of [
  ['JSON', jsonFile()],
  ['INI', iniFile()],
] as const) {
  for (const [name, content] of [
    ['a byte order mark', `\uFEFF${text}`],
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['a byte order mark and CRLF', `\uFEFF${text.replaceAll('\n', '\r\n')}`],
    ['UTF-16, little end first', utf16(text, 'little')],
    ['UTF-16, big end first', utf16(text, 'big')],
  ] as const) {
    it(`fault 30: a credentials file in ${format} with ${name} is read like the same file in plain UTF-8`, async (t) => {
      assert.deepEqual(await read(t, content), {
        result: { ok: true, value: groupCredentials },
        lines: [],
      });
    });
  }

  for (const [name, content] of [
    ['NUL', text.replace('application-secret', 'application\0secret')],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le')],
    ['half a character of UTF-16', utf16(text, 'little').subarray(0, -1)],
  ] as const) {
    it(`fault 30: a credentials file in ${format} with ${name} is refused, since it isn’t text`, async (t) => {
      const outcome = await read(t, content);
      const failure = failureIn(outcome);
      assert.ok(failure.reason === 'credentials-unreadable' && failure.cause === 'not-text');
      assert.deepEqual(outcome.lines, [
        'credentials file refused reason=credentials-unreadable problem=not-text',
      ]);
    });
  }

  for (const [name, content] of [
    ['broken UTF-8', Buffer.concat([Buffer.from(text), Buffer.from([0xc3, 0x28])])],
    [
      'a value in Windows-1252',
      Buffer.from(text.replace('application-secret', 'secr\xe9t'), 'latin1'),
    ],
  ] as const) {
    it(`fault 30: a credentials file in ${format} with ${name} is refused, since its text isn’t UTF-8`, async (t) => {
      const outcome = await read(t, content);
      const failure = failureIn(outcome);
      assert.ok(failure.reason === 'credentials-unreadable' && failure.cause === 'not-utf8');
      assert.deepEqual(outcome.lines, [
        'credentials file refused reason=credentials-unreadable problem=not-utf8',
      ]);
    });
  }
}

const bothHeads = JSON.stringify({
  web: pair,
  installed: { ...pair, client_id: 'user', redirect_uris: ['http://localhost:5000/callback'] },
});

for (const [label, kind, clientId] of [
  ['Group application', 'group', pair.client_id],
  ['User application', 'user', 'user'],
] as const) {
  it(`fault 32: the user chooses between the two applications of a file with "web" and "installed": ${kind}`, async (t) => {
    shown.reset();
    shown.pick = () => label;
    const { result } = await read(t, bothHeads, true);
    assert.deepEqual(shown.pickers, [['Group application', 'User application']]);
    assert.ok(result.ok);
    assert.deepEqual([result.value.kind, result.value.clientId], [kind, clientId]);
  });
}

it('fault 32: reading a credentials file with "web" and "installed" fails if the caller allows no question', async (t) => {
  shown.reset();
  const failure = failureIn(await read(t, bothHeads));
  assert.deepEqual(failure, { reason: 'interaction-required', need: 'choose-head' });
  assert.deepEqual(shown.pickers, []);
});

it('fault 32: a file with "web" and "installed" isn’t used if the user chooses no application', async (t) => {
  shown.reset();
  shown.pick = () => undefined;
  assert.deepEqual(failureIn(await read(t, bothHeads, true)), { reason: 'cancelled' });
});

/** Everything reachable through a prototype or a constructor. */
function prototypes(): unknown {
  return [Object, Function, Array, String, Map].map((made) =>
    [made, made.prototype].map((reached: object) =>
      Reflect.ownKeys(reached).map((key) => [key, Reflect.getOwnPropertyDescriptor(reached, key)]),
    ),
  );
}

for (const [name, text, kept] of [
  [
    'a key of JSON',
    `{"__proto__": {"polluted": 1, "web": {}}, "constructor": {"prototype": {"polluted": 1}}, "web": {"__proto__": {"client_secret": "x", "polluted": 1}, "constructor": "x", ${jsonFile().trim().slice(14)}`,
    true,
  ],
  ['the head of JSON', jsonFile({}, '__proto__'), false],
  [
    'a section of INI',
    `[__proto__]\npolluted = 1\n[constructor]\nprototype = 1\n${iniFile()}`,
    true,
  ],
  ['a key of INI', `${iniFile()}__proto__ = polluted\nconstructor = 1\n`, true],
  ['the one section of INI', iniFile().replace('[auth]', '[__proto__]'), false],
] as const) {
  it(`fault 33: reading a credentials file with __proto__ as ${name} changes no JavaScript prototype`, async (t) => {
    const before = prototypes();
    const { result } = await read(t, text);
    assert.deepEqual(prototypes(), before);
    assert.equal(Reflect.get({}, 'polluted'), undefined);
    assert.deepEqual(result.ok ? result.value : false, kept ? groupCredentials : false);
  });
}

for (const [name, text, sentence] of [
  ['an empty file', '', /is empty/],
  ['a blank file', ' \r\n\t\n', /is empty/],
  ['null', 'null', /line 1, column 1: the file must contain an object/],
  ['an array', '\n ["web"]', /line 2, column 2: the file must contain an object/],
  ['a number', '42', /line 1, column 1: the file must contain an object/],
  ['a string', '"web"', /line 1, column 1: the file must contain an object/],
  [
    'JSON cut in a value',
    '{\n  "web": {\n    "client_id": "a',
    /line 3, column 18: expected a closing quote/,
  ],
  ['JSON cut after a colon', '{"web":', /line 1, column 8: expected a value/],
  [
    'JSON cut after its last value',
    '{"web": {\n"client_id": "a"',
    /line 2, column \d+: expected a (closing brace|comma)/,
  ],
  ['INI cut after a key', '[auth]\nCLIENT_ID', /line 2, column 1: expected "KEY = value"/],
  ['INI cut after its section', '[auth]\n', /line 1, column 1: CLIENT_ID is missing/],
] as const) {
  it(`fault 34: a damaged credentials file (${name}) is refused with the reason and, unless the file is empty, the position`, async (t) => {
    const outcome = await read(t, text);
    const failure = failureIn(outcome);
    assert.equal(failure.reason, 'credentials-invalid');
    assert.match(causeOf(failure), sentence);
    assert.equal(outcome.lines.length, 1);
  });
}

for (const [name, text, line] of [
  [
    'keys of JSON',
    JSON.stringify({ web: { ...pair, extra: 1, other_key: 's3cr3t' }, android: {} }),
    'count=3 keys=android,web.extra,web.other_key',
  ],
  [
    'keys and sections of INI',
    `[proxy]\nhost = x\n${iniFile()}USER_AGENT = s3cr3t\n`,
    'count=2 keys=[proxy],USER_AGENT',
  ],
  ['a key that may be a secret', JSON.stringify({ web: { ...pair, 'hunter2!+/': 1 } }), 'count=1'],
] as const) {
  it(`fault 35: a credentials file with unknown keys is read, and keys that may be secrets aren’t logged (${name})`, async (t) => {
    const { result, lines } = await read(t, text);
    assert.deepEqual(result, { ok: true, value: groupCredentials });
    assert.deepEqual(lines, [`unknown keys ignored ${line}`]);
  });
}

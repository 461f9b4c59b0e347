import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { formatOf } from '../../src/core/credentials/file.ts';
import { readIniValues, type IniValues } from '../../src/core/credentials/ini.ts';
import type { CredentialsProblem } from '../../src/core/failure.ts';
import type { Parsed } from '../../src/core/credentials/fields.ts';
import { findPython } from '../../scripts/lib/interpreters.ts';
import { needs } from '../needs.ts';
import { readWithPython, type PythonAnswer, type PythonValue } from './configParser.ts';
import { iniTexts } from './iniTexts.ts';

/** How this extension differs from Python's configparser, and why. */
const differences = {
  'a value that no credential has':
    'An empty value, or one with a line end or another control character, is refused here.',
  'two names of one value':
    'To Python CLIENT_ID and app_id are two keys. Here they name the same value, so one of them is a duplicate.',
  'a fault in another section':
    'Python refuses the whole file. Here the sections of other programs don’t matter.',
} as const;

type Difference = keyof typeof differences;

const count = Number(process.env['ISOGEO_INI_TEXTS'] ?? 3000);
const seed = Number(process.env['ISOGEO_FUZZ_SEED'] ?? Date.now() | 0);

const names: Readonly<Partial<Record<keyof IniValues['values'], readonly string[]>>> = {
  client_type: ['client_type'],
  client_id: ['client_id', 'app_id'],
  client_secret: ['client_secret', 'app_secret'],
  auth_uri: ['uri_auth', 'url_auth'],
  token_uri: ['uri_token', 'url_token'],
  redirect_uris: ['uri_redirect'],
};

type Values = Readonly<Record<string, string | undefined>>;

/** The section that counts, as Python reads it: `[auth]`, or `[isogeo]` with the oldest keys. */
function usedSection({ sections: { auth, isogeo } }: PythonAnswer) {
  const isOldest = isogeo?.['app_id'] !== undefined || isogeo?.['app_secret'] !== undefined;
  if (!auth && isogeo && isOldest) return { name: 'isogeo', entries: isogeo };
  return auth && { name: 'auth', entries: auth };
}

type Entries = Readonly<Record<string, PythonValue>>;

/** For each value the entry of the section itself, then that of `[DEFAULT]`. */
function entriesIn(entries: Entries): Readonly<Record<string, readonly PythonValue[]>> {
  return Object.fromEntries(
    Object.entries(names).map(([name, keys]) => {
      const found = keys.map((key) => entries[key]).filter((entry) => entry !== undefined);
      const own = found.filter((entry) => entry.own);
      return [name, own.length > 0 ? own : found];
    }),
  );
}

function valuesIn(entries: Entries): Values {
  return Object.fromEntries(
    Object.entries(entriesIn(entries)).flatMap(([name, [entry]]) =>
      entry ? [[name, entry.value]] : [],
    ),
  );
}

/** `undefined`: both agree. Throws where they differ in a way that isn't listed. */
function differenceOf(ours: Parsed<IniValues>, python: PythonAnswer): Difference | undefined {
  const section = usedSection(python);
  const isElsewhere =
    section !== undefined &&
    !python.in.some((name) => name === null || name === section.name || name === 'DEFAULT');
  if (!ours.ok) {
    if (!section || (python.error !== null && !isElsewhere)) return undefined;
    const values = valuesIn(section.entries);
    if (Object.values(values).includes(undefined)) return undefined;
    return python.error !== null ? undefined : reasonToRefuse(ours.failure, section.entries);
  }
  assert.ok(section, 'Python finds no section.');
  assert.ok(isElsewhere, `Python refuses the section: ${String(python.error)}`);
  const read = Object.entries(ours.value.values).map(([name, field]) => [name, field.value]);
  assert.deepEqual(Object.fromEntries(read), valuesIn(section.entries));
  return python.error === null ? undefined : 'a fault in another section';
}

/** Why a text that Python reads is refused here; the reason must be true of what Python read. */
function reasonToRefuse(problem: CredentialsProblem, entries: Entries): Difference {
  const all = Object.values(entriesIn(entries)).flat();
  if (problem.kind === 'bad-value') {
    const isUnfit =
      problem.fault === 'blank'
        ? (text: string) => text.trim() === ''
        : (text: string) => /\p{Cc}/u.test(text);
    assert.ok(all.some(({ value }) => value !== undefined && isUnfit(value)));
    return 'a value that no credential has';
  }
  assert.equal(problem.kind, 'duplicate');
  assert.ok(Object.values(names).some((keys) => keys.filter((key) => entries[key]).length > 1));
  return 'two names of one value';
}

it(
  `the INI reader reads or refuses ${count} random texts as Python’s configparser does, except for the listed differences`,
  { skip: needs('python') },
  async (t) => {
    const python = findPython();
    assert.ok(python, 'There is no python3.');
    const found = new Map<string, number>();
    const texts = fc.sample(iniTexts, { numRuns: count, seed });
    for await (const [text, answer] of readWithPython(python, texts)) {
      const ours = readIniValues(text);
      let kind: string;
      try {
        if (ours.ok) assert.equal(formatOf(text.trim()), 'ini');
        kind = differenceOf(ours, answer) ?? (ours.ok ? 'both read it' : 'both refuse it');
      } catch (error) {
        const context = { seed, text, ours, python: answer };
        throw new Error(JSON.stringify(context, undefined, 1), { cause: error });
      }
      found.set(kind, (found.get(kind) ?? 0) + 1);
    }
    for (const [kind, times] of found) t.diagnostic(`${kind}: ${times}`);
    assert.equal(
      [...found.values()].reduce((sum, times) => sum + times, 0),
      count,
    );
    // A list of texts in which one of these never occurs would prove nothing.
    for (const kind of ['both read it', 'both refuse it', ...Object.keys(differences)]) {
      assert.ok((found.get(kind) ?? 0) > count / 1000, `${kind}: ${found.get(kind) ?? 0}`);
    }
  },
);

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { copyAt } from '../../src/core/requests/copy.ts';
import { readRequestText } from '../../src/core/requests/file/requestDocument.ts';
import { finished } from '../../src/core/requests/file/steps.ts';
import { startsToPlatform } from '../../src/core/requests/help/place.ts';
import { languages, type Language } from '../../src/core/requests/languages/languages.ts';
import { temporaryFolder } from '../../tools/registry-vscode/system/cleanup.ts';
import { needs } from '../needs.ts';
import { evaluated } from '../unit/core/requests/languages/powershell.ts';
import { startEcho, type Arrived, type Echo } from './echo.ts';
import { sendWithHttpYac } from './httpYac.ts';
import {
  environment,
  environmentOfHttpYac,
  withServer,
  lostByHttpYac,
  randomFile,
  type RandomFile,
} from './requestTexts.ts';
import { runEach, type Interpreter } from './runEach.ts';
import { sentByPowerShell, sentIn, type Sent } from './sent.ts';

/** The number of random requests; a failure prints the seed that repeats it. */
const count = Number(process.env['ISOGEO_RANDOM_REQUESTS'] ?? 100);
const seed = Number(process.env['ISOGEO_FUZZ_SEED'] ?? Date.now() % 2 ** 31);

interface Run extends RandomFile {
  readonly programs: Map<Language, string>;
  readonly refused: Map<Language, string>;
  readonly sent: Map<Language, Sent | undefined>;
  readonly errors: string[];
  httpYac?: Sent | undefined;
  /** Whether the help in the editor knows that the request goes to the server. */
  readonly hasHelp: boolean;
}

const none = { answers: new Map<string, string>(), environment: new Map<string, string>() };

function runFor(file: RandomFile, echo: Echo, index: number): Run {
  const { origin } = echo;
  const { text, joined } = withServer(file, echo, `/r${index}`);
  const document = readRequestText(text);
  const addresses = { api: origin, identity: 'https://id.example' };
  const made: Run = {
    ...file,
    text,
    joined,
    programs: new Map(),
    refused: new Map(),
    sent: new Map(),
    errors: [],
    hasHelp: finished(startsToPlatform(document, addresses)).includes(file.line),
  };
  for (const language of languages) {
    const copied = copyAt(document, file.line, language, none, 'https://v1.api.isogeo.com');
    if (copied.ok) made.programs.set(language, copied.value);
    else made.refused.set(language, copied.failure.reason);
  }
  return made;
}

const interpreters: Partial<Record<Language, Interpreter>> = {
  curl: 'bash',
  python: 'python',
  javascript: 'javascript',
};

/** The first request of each file; `r` and a number begin its path. */
function firstOfEach(arrived: readonly Arrived[]): ReadonlyMap<number, Arrived> {
  const first = new Map<number, Arrived>();
  for (const each of arrived) {
    const number = Number(/^\/r(\d+)/.exec(each.url)?.[1] ?? -1);
    if (!first.has(number)) first.set(number, each);
  }
  return first;
}

let echo: Echo;
let runs: readonly Run[] = [];

async function sendWithPrograms(language: Language): Promise<void> {
  const interpreter = interpreters[language];
  if (!interpreter) return;
  const programs = runs.flatMap((made) => made.programs.get(language) ?? []);
  await runEach(interpreter, programs, environment);
  for (const [index, request] of firstOfEach(echo.arrived.splice(0))) {
    const made = runs[index];
    made?.sent.set(language, sentIn([request], made.text));
  }
}

/** httpYac sends the file itself, and the request copied as HTTP. */
async function sendWithEngine(made: Run, folder: string): Promise<void> {
  const send = async (text: string, line: number) => {
    const error = await sendWithHttpYac(text, line, folder);
    if (error !== undefined) made.errors.push(error);
    const [first] = echo.arrived.splice(0);
    return first && sentIn([first], made.text);
  };
  const http = made.programs.get('http');
  if (http !== undefined) made.sent.set('http', await send(http, 0));
  if (made.programs.size > 0) made.httpYac = await send(made.joined, made.line);
}

async function sendAll(): Promise<void> {
  Object.assign(process.env, environmentOfHttpYac);
  const files = fc.sample(randomFile, { numRuns: count, seed });
  runs = files.map((file, index) => runFor(file, echo, index));
  const folder = temporaryFolder();
  for (const made of runs) {
    await sendWithEngine(made, folder.path);
    const program = made.programs.get('powershell');
    if (program !== undefined)
      made.sent.set('powershell', sentByPowerShell(evaluated(program, environment), made.text));
  }
  folder.remove();
  for (const language of languages) await sendWithPrograms(language);
}

/** The requests that a program sends differently from httpYac. */
function differences(): readonly unknown[] {
  return runs.flatMap((made) =>
    [...made.programs.keys()].flatMap((language) => {
      const { text, line, sent, errors } = made;
      const [got, wanted] = [sent.get(language), wantedIn(made, language)];
      const isSame = got !== undefined && isDeepStrictEqual(got, wanted);
      return isSame ? [] : [{ language, line, text, got, wanted, errors }];
    }),
  );
}

function wantedIn({ httpYac, joined }: Run, language: Language): Sent | undefined {
  const isLost = language !== 'http' && joined.includes(lostByHttpYac.join(': '));
  if (!httpYac || !isLost) return httpYac;
  return {
    ...httpYac,
    headers: Object.fromEntries([...Object.entries(httpYac.headers), lostByHttpYac]),
  };
}

/**
 * The refusals other than of what PowerShell and fetch can't send, or a request file can't keep (a comma at the end
 * of a header), and the requests without help. A DELETE without a content type is refused if its body seems to begin
 * with a header or a curl command.
 */
function unexpectedRefusals(): readonly unknown[] {
  return runs.flatMap(({ text, line, refused, hasHelp }) => {
    if (/^(header|request)-in-body$/.test(refused.get('curl') ?? '')) return [];
    const request = text.split(/\r?\n/).slice(line);
    const has = (pattern: RegExp) => request.some((each) => pattern.test(each));
    const expected = [
      ...(has(/^Referer/) ? ['powershell header'] : []),
      ...(has(/^content-type/i) ? [] : ['powershell content-type']),
      ...(has(/^__proto__/) ? ['javascript header'] : []),
      ...(has(/,,$/) || /^@\w+ = .*,\r?$/m.test(text) ? ['http comma'] : []),
    ];
    const others = [...refused]
      .map(([language, reason]) => `${language} ${reason}`)
      .filter((each) => !expected.includes(each));
    return others.length > 0 || !hasHelp ? [{ line, text, others, hasHelp }] : [];
  });
}

/** The number of refused requests for each language and reason, for the log. */
function refusals(): string {
  const all = runs.flatMap(({ refused }) =>
    [...refused].map(([language, reason]) => `${language} ${reason}`),
  );
  const counts = [...Map.groupBy(all, (each) => each)].map(
    ([each, { length }]) => `${each} ${length}`,
  );
  return counts.join(', ');
}

it(
  `the copied programs send the same requests as httpYac for ${count} random request files`,
  { skip: needs('bash', 'python') },
  async () => {
    // No program announces more than it sends, but a busy machine may be slow.
    echo = await startEcho({});
    try {
      await sendAll();
    } finally {
      await echo.stop();
    }
    process.stdout.write(`# seed ${seed}; refused: ${refusals()}\n`);
    const all = differences();
    assert.deepEqual(all.slice(0, 1), [], `${all.length} differ; seed ${seed}`);
    const others = unexpectedRefusals();
    assert.deepEqual(others.slice(0, 1), [], `${others.length} refused; seed ${seed}`);
    // Refusing everything would be no difference.
    const copied = runs.filter(({ programs }) => programs.has('curl')).length;
    assert.ok(copied > count * 0.9, `${copied} are copied as cURL`);
  },
);

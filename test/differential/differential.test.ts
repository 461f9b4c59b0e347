import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from '../../tools/registry-vscode/system/cleanup.ts';
import { copyAt } from '../../src/core/requests/copy.ts';
import { readRequestText, startsIn } from '../../src/core/requests/file/requestDocument.ts';
import { languages, type Language } from '../../src/core/requests/languages/languages.ts';
import { evaluated } from '../unit/core/requests/languages/powershell.ts';
import { runPrograms, type Runnable } from '../unit/core/requests/languages/run.ts';
import { bodies } from './corpus/bodies.ts';
import type { Case } from './corpus/case.ts';
import { headers } from './corpus/headers.ts';
import { lines } from './corpus/lines.ts';
import { documented } from './corpus/restClient.ts';
import { variables } from './corpus/variables.ts';
import { startEcho, type Echo } from './echo.ts';
import { sendWithHttpYac } from './httpYac.ts';
import { sentByPowerShell, sentIn, type Sent } from './sent.ts';

const corpora = { lines, headers, bodies, variables, 'REST Client': documented };

/** A case with a server of its own, so that the port identifies its requests. */
interface Run {
  readonly given: Case;
  readonly file: string;
  readonly line: number;
  readonly echo: Echo;
  readonly env: Readonly<Record<string, string>>;
  readonly programs: Map<Language, string>;
  readonly faults: Map<Language, string>;
  readonly sent: Map<Language, Sent | undefined>;
  httpYac?: Sent | undefined;
}

function outcomeOf({ refused, differs }: Case): string {
  if (refused !== undefined) return 'Copy Request As… refuses the request with the listed reason';
  return differs
    ? 'the copied programs send a request that differs from httpYac’s as listed'
    : 'the copied programs send the same request as httpYac';
}

describe('requests sent by httpYac and by the copied programs', () => {
  const runs = new Map<Case, Run>();

  before(async () => {
    for (const given of Object.values(corpora).flat()) runs.set(given, await runFor(given));
    const all = [...runs.values()].filter(({ given }) => given.refused === undefined);
    for (const run of all) {
      run.httpYac = await sentByHttpYac(run, run.file, run.line);
      const text = run.programs.get('http');
      if (text !== undefined) run.sent.set('http', await sentByHttpYac(run, text, 0));
    }
    for (const language of ['curl', 'python', 'javascript'] as const) {
      await runAll(all, language);
    }
    for (const run of all) {
      const program = run.programs.get('powershell');
      if (program !== undefined)
        run.sent.set('powershell', sentByPowerShell(evaluated(program, run.env), run.file));
    }
  });

  after(async () => {
    await Promise.all([...runs.values()].map(({ echo }) => echo.stop()));
    report([...runs.values()]);
  });

  for (const [name, cases] of Object.entries(corpora)) {
    describe(name, () => {
      for (const given of cases) {
        it(`${given.name}: ${outcomeOf(given)}`, () => {
          const run = runs.get(given);
          assert.ok(run);
          if (given.refused === undefined) checkSent(run);
          else
            for (const language of languages) assert.equal(run.faults.get(language), given.refused);
        });
      }
    });
  }
});

function checkSent(run: Run): void {
  const { given, faults, sent, httpYac } = run;
  const wanted = given.differs ? undefined : httpYac;
  if (!given.differs) assert.ok(httpYac, 'httpYac sends nothing');
  for (const language of languages) {
    if (given.skip?.includes(language)) continue;
    assert.equal(faults.get(language), given.notIn?.[language], language);
    if (faults.has(language)) continue;
    const got = sent.get(language);
    assert.ok(got, `${language} sends nothing`);
    if (wanted) assert.deepEqual(got, wanted, language);
    else checkDifference(given, got, language, httpYac);
  }
}

function checkDifference({ differs }: Case, got: Sent, language: string, httpYac?: Sent): void {
  const { why, headers = {}, ...rest } = differs ?? assert.fail();
  assert.ok(why.endsWith('.'));
  assert.partialDeepStrictEqual(got, rest, language);
  for (const [name, value] of Object.entries(headers)) {
    assert.equal(got.headers[name], value, `${language}: ${name}`);
  }
  assert.notDeepEqual(got, httpYac, 'There is no difference.');
}

async function runFor(given: Case): Promise<Run> {
  const echo = await startEcho();
  const withServer = (text: string) =>
    text
      .replaceAll('ORIGIN', echo.origin)
      .replaceAll('USERINFO', `http://us%40er:p%20w@${echo.host}`)
      .replaceAll('CAPITALS', `HTTP://${echo.host}`)
      .replaceAll('HOST', echo.host)
      .replaceAll('ALIAS', echo.host.replace('127.0.0.1', '127.1'));
  const file = withServer(given.file);
  const document = readRequestText(file);
  const at = given.at === undefined ? undefined : withServer(given.at.replace('IN/', 'ORIGIN/'));
  const line =
    at === undefined
      ? (startsIn(document)[0] ?? 0)
      : document.lines.findIndex((text) => text.includes(at));
  const run: Run = {
    given,
    file,
    line,
    echo,
    env: Object.fromEntries(
      Object.entries(given.env ?? {}).map(([name, value]) => [name, withServer(value)]),
    ),
    programs: new Map(),
    faults: new Map(),
    sent: new Map(),
  };
  const none = { answers: new Map<string, string>(), environment: new Map<string, string>() };
  for (const language of languages) {
    const copied = copyAt(document, line, language, none, 'https://v1.api.isogeo.com');
    if (copied.ok) run.programs.set(language, copied.value);
    else run.faults.set(language, copied.failure.reason);
  }
  return run;
}

async function sentByHttpYac(run: Run, text: string, line: number): Promise<Sent | undefined> {
  const folder = temporaryFolder();
  Object.assign(process.env, run.env);
  try {
    await sendWithHttpYac(text, line, folder.path);
    return sentIn(run.echo.arrived.splice(0), run.file);
  } finally {
    for (const name of Object.keys(run.env)) Reflect.deleteProperty(process.env, name);
    folder.remove();
  }
}

/** Runs all programs of a language in one process, with credentials for every host that none may use. */
async function runAll(all: readonly Run[], language: Runnable): Promise<void> {
  const withProgram = all.flatMap((run) => {
    const program = run.programs.get(language);
    return program === undefined ? [] : [{ run, program }];
  });
  const env = Object.assign({}, ...withProgram.map(({ run }) => run.env)) as Run['env'];
  const programs = withProgram.map(({ program }) => program);
  const home = temporaryFolder();
  writeFileSync(join(home.path, '.netrc'), 'default login netrc password netrc\n', { mode: 0o600 });
  await runPrograms(language, programs, { ...env, HOME: home.path });
  home.remove();
  for (const { run } of withProgram)
    run.sent.set(language, sentIn(run.echo.arrived.splice(0), run.file));
}

/** Prints the figures into the log. */
function report(runs: readonly Run[]): void {
  const sent = runs.filter(({ given }) => given.refused === undefined);
  const differing = sent.filter(({ given }) => given.differs);
  const agreeing = languages.map((language) => {
    const count = sent.filter(({ given, sent: by }) => !given.differs && by.get(language)).length;
    return `${language} ${count}`;
  });
  process.stdout.write(
    `# ${runs.length} request texts: ${sent.length} sent, ${runs.length - sent.length} refused; ` +
      `equal to httpYac: ${agreeing.join(', ')}; ${differing.length} listed differences\n`,
  );
}

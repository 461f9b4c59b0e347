import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { copyAt } from '../../src/core/requests/copy.ts';
import { readRequestText, startsIn } from '../../src/core/requests/file/requestDocument.ts';
import type { Language } from '../../src/core/requests/languages/languages.ts';
import { needs } from '../needs.ts';
import { startEcho, type Arrived, type Echo } from './echo.ts';
import { runEach, type Interpreter } from './runEach.ts';

const languageOf: Readonly<Record<Interpreter, Language>> = {
  bash: 'curl',
  sh: 'curl',
  'bash -i': 'curl',
  python: 'python',
  javascript: 'javascript',
};

const variable = '{{$processEnv DIFF_VALUE}}';

/** Requests with the variable in a header. The first part of the path tells them apart. */
const files = [
  `GET ORIGIN/only\nX-A: ${variable}`,
  `GET ORIGIN/name\nX!A: ${variable}`,
  `GET ORIGIN/edges\nX-A: ${variable}, b, ${variable}`,
  `POST ORIGIN/middle\nContent-Type: text/plain\nX-A: a!${variable}$b\n\nbody`,
  `GET ORIGIN/address/${variable}\nX-A: ${variable}`,
  `POST ORIGIN/type\nContent-Type: text/plain; a=${variable}\n\nbody`,
  'GET ORIGIN/file\nX-B: {{edge}}\nX-C: {{blank}}',
  `GET ORIGIN/digest\nAuthorization: Digest ${variable}:p`,
];

const given = {
  answers: new Map<string, string>(),
  environment: new Map([
    ['edge', '  sp '],
    ['blank', ' '],
  ]),
};

function headersOf({ headers }: Arrived): Readonly<Record<string, string>> {
  return Object.fromEntries(
    headers.flatMap((name, index) =>
      index % 2 === 0 ? [[name.toLowerCase(), headers[index + 1] ?? '']] : [],
    ),
  );
}

describe(
  'the value of an environment variable in a header',
  { skip: needs('bash', 'python') },
  () => {
    let echo: Echo;

    before(async () => {
      echo = await startEcho({});
    });
    after(async () => {
      await echo.stop();
    });

    /** The requests that arrive from the programs of all files. */
    const arrivedFrom = async (interpreter: Interpreter, value: string) => {
      const programs = files.flatMap((file) => {
        const document = readRequestText(file.replaceAll('ORIGIN', echo.origin));
        const start = startsIn(document)[0] ?? assert.fail();
        const language = languageOf[interpreter];
        const copied = copyAt(document, start, language, given, 'https://v1.api.isogeo.com');
        if (!copied.ok)
          assert.deepEqual([language, copied.failure.reason], ['javascript', 'digest']);
        return copied.ok ? [copied.value] : [];
      });
      const output = await runEach(interpreter, programs, { DIFF_VALUE: value });
      return { arrived: echo.arrived.splice(0), output };
    };

    for (const interpreter of Object.keys(languageOf) as Interpreter[]) {
      it(`a header with a line break from a variable isn’t sent, and becomes no second header, by a program for ${interpreter}`, async () => {
        for (const value of [
          'a\r\nX-Second: 1',
          'a\nX-Second: 1',
          'a\rX-Second: 1',
          'a\r\n X-Second: 1',
          'a\r\n\r\nGET /second HTTP/1.1\r\n\r\n',
          'é\nX-Second',
        ]) {
          const { arrived, output } = await arrivedFrom(interpreter, value);
          const sent = arrived.filter((each) =>
            Object.keys(headersOf(each)).some((name) =>
              /^(x.a|x-second|content-type|authorization)$/.test(name),
            ),
          );
          assert.deepEqual(sent, [], JSON.stringify(value));
          assert.match(output, /header/i);
        }
      });

      it(`a header is sent without the white space around a variable’s value, also if nothing remains, by a program for ${interpreter}`, async () => {
        for (const [value, only, edges, middle] of [
          ['', '', ', b,', 'a!$b'],
          [' sp ', 'sp', 'sp , b,  sp', 'a! sp $b'],
          [`it's "$x" \`b\` !c;`],
        ] as const) {
          const { arrived } = await arrivedFrom(interpreter, value);
          const valueAt = (path: string, name: string) => {
            const found = arrived.find(({ url }) => url.startsWith(path));
            return found && headersOf(found)[name];
          };
          assert.deepEqual(
            {
              only: valueAt('/only', 'x-a'),
              name: valueAt('/name', 'x!a'),
              edges: valueAt('/edges', 'x-a'),
              middle: valueAt('/middle', 'x-a'),
              address: valueAt('/address', 'x-a'),
              edge: valueAt('/file', 'x-b'),
              blank: valueAt('/file', 'x-c'),
            },
            {
              only: only ?? value,
              name: only ?? value,
              edges: edges ?? `${value}, b, ${value}`,
              middle: middle ?? `a!${value}$b`,
              address: only ?? value,
              edge: 'sp',
              blank: '',
            },
          );
        }
      });
    }
  },
);

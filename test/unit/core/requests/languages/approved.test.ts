import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { copyAt } from '../../../../../src/core/requests/copy.ts';
import {
  readRequestText,
  startsIn,
} from '../../../../../src/core/requests/file/requestDocument.ts';
import { languages } from '../../../../../src/core/requests/languages/languages.ts';
import { bodies } from '../../../../differential/corpus/bodies.ts';
import { headers } from '../../../../differential/corpus/headers.ts';
import { lines } from '../../../../differential/corpus/lines.ts';
import { documented } from '../../../../differential/corpus/restClient.ts';
import { variables } from '../../../../differential/corpus/variables.ts';

/** With ISOGEO_TEST_APPROVE=1 the copied texts of today are written into it: read the difference. */
const file = new URL('approved.json', import.meta.url);

const none = { answers: new Map<string, string>(), environment: new Map<string, string>() };

/** The text in each language, or the reason why it is refused there. */
function copiedTexts(text: string, at: string | undefined): Record<string, string> {
  const document = readRequestText(text);
  const line =
    at === undefined
      ? startsIn(document)[0]
      : document.lines.findIndex((each) => each.includes(at));
  return Object.fromEntries(
    languages.map((language) => {
      const copied = copyAt(document, line ?? 0, language, none, 'https://v1.api.isogeo.com');
      return [language, copied.ok ? copied.value : `refused: ${copied.failure.reason}`];
    }),
  );
}

/**
 * The tests that run the copied programs tell whether a text is right. This one tells that a text has
 * changed, for every case of the differential tests and in milliseconds.
 */
describe('the texts of the copied requests', () => {
  const withHost = (text: string) =>
    text
      .replaceAll('ORIGIN', 'http://127.0.0.1:8080')
      .replaceAll('USERINFO', 'http://us%40er:p%20w@127.0.0.1:8080')
      .replaceAll('CAPITALS', 'HTTP://127.0.0.1:8080')
      .replaceAll('HOST', '127.0.0.1:8080')
      .replaceAll('ALIAS', '127.1:8080');
  const copied = new Map(
    [bodies, headers, lines, documented, variables].flat().map((given) => {
      const at = given.at === undefined ? undefined : withHost(given.at.replace('IN/', 'ORIGIN/'));
      return [given.name, () => copiedTexts(withHost(given.file), at)] as const;
    }),
  );
  if (process.env['ISOGEO_TEST_APPROVE']) {
    const texts = [...copied].map(([name, texts]) => [name, texts()] as const);
    writeFileSync(file, `${JSON.stringify(Object.fromEntries(texts), null, 2)}\n`);
  }
  const approved = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, string>>;

  for (const [name, texts] of copied) {
    it(`the copied texts or refusals in each language for a request file with ${name} are the same as in approved.json`, () => {
      assert.deepEqual(texts(), approved[name]);
    });
  }
});

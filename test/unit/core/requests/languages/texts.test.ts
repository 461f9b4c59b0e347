import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  writeRequest,
  type Language,
} from '../../../../../src/core/requests/languages/languages.ts';
import type { ApiRequest } from '../../../../../src/core/requests/request.ts';

const api = { env: 'ISOGEO_API_URL' };
const odd = { env: 'ODD' };

/** The tests that run the programs tell whether such a text is right. */
describe('the texts of copied programs', () => {
  for (const [title, language, given, expected] of [
    ['a HEAD', 'curl', { method: 'HEAD' }, `curl 'https://a' \\\n  --head`],
    [
      'the address of the API in a variable',
      'curl',
      { url: [api, '/b'] },
      'curl --url "$ISOGEO_API_URL/b"',
    ],
    [
      'a variable in the path',
      'curl',
      { url: [api, '/', odd] },
      `encoded() {
  local LC_ALL=C text=$1 byte
  while [ -n "$text" ]; do
    byte=\${text%"\${text#?}"}
    case $text in
      %[0-9A-Fa-f][0-9A-Fa-f]* | [#\\!\\$\\&-\\;=?-_a-z\\|~]*) printf %s "$byte" ;;
      *) printf %%%02X $(($(printf %d "'$byte") & 255)) ;;
    esac
    text=\${text#?}
  done
}
curl --url "$ISOGEO_API_URL/$(encoded "$ODD")" \\\n  --globoff`,
    ],
    [
      'control characters beside quotes and backslashes',
      'curl',
      { method: 'POST', headers: [{ name: 'Content-Type', value: ['a'] }], body: [`'\\\u0007`] },
      `curl 'https://a' \\\n  --header 'Content-Type: a' \\\n  --data-raw $'\\'\\\\\\x07'`,
    ],
    [
      'variables as whole headers and at the end of one',
      'curl',
      {
        headers: [
          { name: 'A', value: [odd] },
          { name: 'B', value: ['b ', { env: 'END' }] },
          { name: 'C', value: [odd, 'c'] },
        ],
      },
      `case $ODD$END in
  *[[:cntrl:]]*) echo 'Control character in a header' >&2; false ;;
  *) curl 'https://a' \\
  --header "A\${ODD:+: }\${ODD:-;}" \\
  --header "B: b $END" \\
  --header "C: \${ODD}c" ;;
esac`,
    ],
    [
      'the token in a header and a blank header',
      'curl',
      {
        headers: [
          { name: 'Authorization', value: ['Bearer ', { env: 'ISOGEO_ACCESS_TOKEN' }] },
          { name: 'A', value: [' '] },
        ],
      },
      `curl 'https://a' \\
  --header "Authorization: Bearer $ISOGEO_ACCESS_TOKEN" \\
  --header 'A;'`,
    ],
    [
      'headers that begin with a variable, a space or a letter',
      'python',
      {
        headers: [
          { name: 'A', value: [odd] },
          { name: 'B', value: [' b'] },
          { name: 'C', value: ['c'] },
        ],
      },
      `import os

import requests

response = requests.get(
    "https://a",
    headers={
        "A": os.environ["ODD"].lstrip(" \\t"),
        "B": " b".lstrip(" \\t"),
        "C": "c",
    },
    auth=lambda request: request,  # nothing from ~/.netrc
    allow_redirects=False,
    timeout=30,
)
print(response.status_code, response.text)`,
    ],
    [
      'an unusual method that begins like a usual one',
      'python',
      { method: 'GETS' },
      `import requests

response = requests.request(
    "GETS",
    "https://a",
    auth=lambda request: request,  # nothing from ~/.netrc
    allow_redirects=False,
    timeout=30,
)
print(response.status_code, response.text)`,
    ],
    [
      'a variable beside a backtick and a dollar sign',
      'javascript',
      { headers: [{ name: 'A', value: ['`$"', odd] }] },
      `const response = await fetch("https://a", {
  method: "GET",
  headers: {
    A: \`\\\`\\$"\${process.env.ODD}\`,
  },
  redirect: "manual",
});
console.log(response.status, await response.text());`,
    ],
  ] as const satisfies readonly (readonly [string, Language, Partial<ApiRequest>, string])[]) {
    it(`a request with ${title}, copied as ${language}, gives exactly the expected text`, () => {
      const request: ApiRequest = { method: 'GET', url: ['https://a'], headers: [], ...given };
      assert.deepEqual(writeRequest(request, language), { ok: true, value: expected });
    });
  }
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { headerFormFor } from '../../../../../src/core/requests/insert/headerForms.ts';

const variable = 'ISOGEO_ACCESS_TOKEN';

describe('the form of a header', () => {
  for (const [languageId, fileName, place, text] of [
    ['plaintext', 'a.HTTP', 'line', `Authorization: Bearer {{$processEnv ${variable}}}`],
    ['plaintext', 'a.rest', 'line', `Authorization: Bearer {{$processEnv ${variable}}}`],
    ['http', 'Untitled-1', 'line', `Authorization: Bearer {{$processEnv ${variable}}}`],
    ['plaintext', '.env', 'line', `AUTHORIZATION="Bearer \${${variable}}"`],
    ['plaintext', 'C:\\a\\.env.local', 'line', `AUTHORIZATION="Bearer \${${variable}}"`],
    ['plaintext', '/a/.env.a-1', 'line', `AUTHORIZATION="Bearer \${${variable}}"`],
    ['plaintext', 'prod.env', 'line', `AUTHORIZATION="Bearer \${${variable}}"`],
    ['plaintext', 'a.env.local', 'inline', `Authorization: Bearer $${variable}`],
    ['plaintext', '.env.local.md', 'inline', `Authorization: Bearer $${variable}`],
    ['plaintext', '.environment', 'inline', `Authorization: Bearer $${variable}`],
    ['plaintext', 'a.https', 'inline', `Authorization: Bearer $${variable}`],
    [
      'json',
      'http-client.env.json',
      'property',
      `"Authorization": "Bearer {{$processEnv ${variable}}}"`,
    ],
    [
      'json',
      '/a/http-client.private.env.json',
      'property',
      `"Authorization": "Bearer {{$processEnv ${variable}}}"`,
    ],
    ['json', 'http-client.env.json5', 'property', `"Authorization": "Bearer \${env:${variable}}"`],
    ['yaml', 'a.yaml', 'block', `Authorization: "Bearer \${${variable}}"`],
    ['bat', 'a.cmd', 'inline', `--header "Authorization: Bearer %${variable}%"`],
    ['shellscript', 'a.sh', 'inline', `--header "Authorization: Bearer $${variable}"`],
    ['powershell', 'a.ps1', 'inline', `'Authorization' = "Bearer $env:${variable}"`],
    ['php', 'a.php', 'inline', `'Authorization: Bearer ' . getenv('${variable}')`],
    ['ruby', 'a.rb', 'inline', `"Authorization" => "Bearer #{ENV.fetch("${variable}")}"`],
    [
      'r',
      'a.R',
      'inline',
      `httr::add_headers(Authorization = paste("Bearer", Sys.getenv("${variable}")))`,
    ],
    ['constructor', 'a', 'inline', `Authorization: Bearer $${variable}`],
  ] as const) {
    it(`the header that is inserted into the file ${fileName} with the language ${languageId} is ${text}`, () => {
      const form = headerFormFor(languageId, fileName);
      assert.deepEqual({ text: form.text, place: form.place }, { text, place });
    });
  }

  for (const [languageId, place] of [
    ['typescript', 'property'],
    ['python', 'property'],
    ['java', 'inline'],
    ['csharp', 'inline'],
    ['go', 'inline'],
  ] as const) {
    it(`the header that is inserted into a file with the language ${languageId} has the placement ${place} (property: as a member of an object)`, () => {
      assert.equal(headerFormFor(languageId, 'a').place, place);
    });
  }
});

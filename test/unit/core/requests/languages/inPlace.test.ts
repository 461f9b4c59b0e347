import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { variableInPlace } from '../../../../../src/core/requests/languages/inPlace.ts';

describe('variableInPlace', () => {
  for (const [language, line, expected, fileName = 'x'] of [
    ['json', '{"a": "Bearer TOKEN"}', '{"a": "Bearer ${env:ISOGEO_ACCESS_TOKEN}"}'],
    ...[
      'http-client.env.json',
      '/x/http-client.private.env.json',
      'C:\\x\\HTTP-Client.env.json',
    ].map(
      (fileName) =>
        ['json', '"t": "TOKEN"', '"t": "{{$processEnv ISOGEO_ACCESS_TOKEN}}"', fileName] as const,
    ),
    [
      'json',
      '"t": "TOKEN"',
      '"t": "${env:ISOGEO_ACCESS_TOKEN}"',
      'http-client.env.json.backup.json',
    ],
    ['yaml', 'token: TOKEN', 'token: ${ISOGEO_ACCESS_TOKEN}'],
    ['plaintext', 'A=TOKEN', 'A=${ISOGEO_ACCESS_TOKEN}', '/x/.env'],
    ['plaintext', 'A=TOKEN', 'A=${ISOGEO_ACCESS_TOKEN}', 'C:\\x\\prod.env'],
    ['plaintext', 'A=TOKEN', 'A=${ISOGEO_ACCESS_TOKEN}', '.env'],
    ['plaintext', 'A=TOKEN', 'A=${ISOGEO_ACCESS_TOKEN}', '/x/.env.my-1'],
    ['plaintext', 'A=TOKEN', 'A=${ISOGEO_ACCESS_TOKEN}', '.env.local'],
    ['plaintext', 'A=TOKEN', 'A=$ISOGEO_ACCESS_TOKEN', 'x.env.local'],
    ['plaintext', 'A=TOKEN', 'A=$ISOGEO_ACCESS_TOKEN', '.env.local.md'],
    ['plaintext', 'A=TOKEN', 'A=$ISOGEO_ACCESS_TOKEN', '.environment'],
    ['plaintext', 'A=TOKEN', 'A=$ISOGEO_ACCESS_TOKEN', 'x.envy'],
    [
      'csharp',
      'f("TOKEN");',
      'f("" + System.Environment.GetEnvironmentVariable("ISOGEO_ACCESS_TOKEN") + "");',
    ],
    ['java', '"a" + TOKEN + "b"', undefined],
    ['java', '"TOKEN', undefined],
    ['go', '`TOKEN`', undefined],
    ['bat', 'set A=TOKEN', 'set A=%ISOGEO_ACCESS_TOKEN%'],
    ['markdown', 'Use `TOKEN`.', 'Use `$ISOGEO_ACCESS_TOKEN`.'],
    ['java', 'f("Bearer TOKEN");', 'f("Bearer " + System.getenv("ISOGEO_ACCESS_TOKEN") + "");'],
    ['go', 'f("a", "TOKEN")', 'f("a", "" + os.Getenv("ISOGEO_ACCESS_TOKEN") + "")'],
    ['php', "f('Bearer TOKEN');", "f('Bearer ' . getenv('ISOGEO_ACCESS_TOKEN') . '');"],
    ['java', '// TOKEN', undefined],
    ['java', 'f("\\"TOKEN");', undefined],
    ['csharp', 'f(@"TOKEN");', undefined],
    ['java', 'x = """TOKEN""";', undefined],
    ['rust', '"TOKEN"', undefined],
    ['ruby', 'f("Bearer TOKEN")', 'f("Bearer " + ENV.fetch("ISOGEO_ACCESS_TOKEN") + "")'],
    ['ruby', "t = 'TOKEN'", `t = '' + ENV.fetch("ISOGEO_ACCESS_TOKEN") + ''`],
    ['ruby', `f('a "TOKEN"')`, `f('a "' + ENV.fetch("ISOGEO_ACCESS_TOKEN") + '"')`],
    ['ruby', '`TOKEN`', undefined],
    [
      'r',
      `f("a", 'Bearer TOKEN', "b")`,
      `f("a", paste0('Bearer ', Sys.getenv("ISOGEO_ACCESS_TOKEN"), ''), "b")`,
    ],
    ['r', 'f("TOKEN") # "', 'f(paste0("", Sys.getenv("ISOGEO_ACCESS_TOKEN"), "")) # "'],
    ['r', 'r"(TOKEN)"', undefined],
    ['r', `R'(TOKEN)'`, undefined],
    ['r', '# TOKEN', undefined],
    ['php', `f('a "TOKEN"');`, `f('a "' . getenv('ISOGEO_ACCESS_TOKEN') . '"');`],
    ['java', `f('"', "TOKEN");`, 'f(\'"\', "" + System.getenv("ISOGEO_ACCESS_TOKEN") + "");'],
  ] as const) {
    it(`the replacement of the token TOKEN by the environment variable in the ${language} line ${line} of the file ${fileName} gives: ${expected ?? 'no replacement'}`, () => {
      const start = line.indexOf('TOKEN');
      const found = variableInPlace(language, fileName, line, start, start + 'TOKEN'.length);
      const text = found && line.slice(0, found.start) + found.text + line.slice(found.end);
      assert.equal(text, expected);
    });
  }
});

import fc from 'fast-check';

const names = [
  ...['CLIENT_ID', 'client_secret', 'Client_Id', 'CLIENT_SECRET', 'URI_TOKEN', 'url_token'],
  ...[
    'uri_auth',
    'URI_REDIRECT',
    'CLIENT_TYPE',
    'app_id',
    'APP_SECRET',
    'app_prot',
    'lang',
    'base',
  ],
  ...['__proto__', 'constructor', 'client_id[]', 'CLİENT_ID', 'client ſecret', ''],
];
const values = [
  ...['a', 'b c', 'true', 'null', '0', '"quoted"', "'quoted'", '"half', 'a;b', 'a ; b', 'a # b'],
  ...[
    'a=b',
    'a:b',
    '=',
    ':',
    '100%%',
    '100%',
    '%(client_id)s',
    '%(none)s',
    '%(Lang)s/x',
    '%(Lang)s/%(base)s',
    '%(base)s%%',
    '%%(lang)s',
    '%(',
    '$x',
  ],
  ...['[auth]', 'a\\', 'a\\nb', 'é漢😀', 'a\u2028b', 'a\u0085b', '\u200b', '\ufeff', '', ' '],
  ...['https://id.api.isogeo.com/oauth/token', 'group', 'user', 'a\tb', 'a\u0000b', 'a\u001cb'],
];
const heads = [
  ...['[auth]', '[isogeo]', '[DEFAULT]', '[other]', '[AUTH]', '[default]', '[auth] ; mine', '[]'],
  ...[
    '[auth]]',
    '[a]b]',
    '[auth',
    'auth]',
    '[ auth ]',
    '[auth]x',
    '[__proto__]',
    '[a\u2028b]',
    '[2024]',
    '[remote "x"]',
    '["web"]',
    '[a, b]',
  ],
];
const spaces = ['', ' ', '  ', '\t', '\u00a0', '\u2003', '\u2028', '\u001f', '\f', '\ufeff'];
const usualSigns = ['=', ' = ', ':', ' : ', '\t=', '=\u00a0', '\u2028=\u2029'];
const oddLines = ['x', 'CLIENT_ID', '= a', ':', ' ', '\u2028', '\0', 'rem a', '\ufeff[auth]'];
const comments = ['#', ';', '//', '#[auth]', ';CLIENT_ID = c'];

const pick = (texts: readonly string[]) => fc.constantFrom(...texts);
const joined = (...parts: readonly fc.Arbitrary<string>[]) =>
  fc.tuple(...parts).map((texts) => texts.join(''));
const mostly = (usual: fc.Arbitrary<string>, odd: readonly string[]) =>
  fc.oneof({ weight: 15, arbitrary: usual }, { weight: 1, arbitrary: pick(odd) });

const space = mostly(fc.constant(''), spaces);
const sign = mostly(pick(usualSigns), [' ', '']);
const end = mostly(pick(['\n', '\r\n', '\r']), ['\n\n', '\n \n', '\u2028', '\v', '']);

const line = fc.oneof(
  { weight: 18, arbitrary: joined(space, pick(names), sign, pick(values), space) },
  { weight: 4, arbitrary: joined(space, pick(heads), space) },
  { weight: 1, arbitrary: joined(pick(spaces), pick(comments)) },
  { weight: 1, arbitrary: pick(oddLines) },
);
const lines = fc.array(joined(line, end), { maxLength: 5 }).map((texts) => texts.join(''));

/** Files that are good before something is put into them. */
const files = fc
  .tuple(
    pick([
      '[auth]\n',
      '[auth]\n',
      '[isogeo]\n',
      '["web"]\n[auth]\n',
      '[DEFAULT]\napp_id = a\n[isogeo]\n',
      '[DEFAULT]\nlang = fr\nCLIENT_TYPE = group\n[auth]\n',
    ]),
    fc.uniqueArray(
      pick(['CLIENT_ID', 'CLIENT_SECRET', 'URI_TOKEN', 'URI_AUTH', 'URI_REDIRECT', 'CLIENT_TYPE']),
      { minLength: 1 },
    ),
    fc.array(pick(values), { minLength: 6, maxLength: 6 }),
    pick(usualSigns),
    fc.oneof(fc.constant(''), lines),
  )
  .map(
    ([start, keys, each, sign, rest]) =>
      start + keys.map((key, n) => `${key}${sign}${each[n] ?? ''}\n`).join('') + rest,
  );

/** Short INI texts, good and faulty, with the shapes in which INI readers differ. */
export const iniTexts: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: files },
  { weight: 1, arbitrary: lines },
  { weight: 4, arbitrary: lines.map((text) => `[auth]\n${text}`) },
);

import { differs, refuses, sends, type Case } from './case.ts';

const plain = 'POST ORIGIN/x\nContent-Type: text/plain\n\n';

/** Variables and addresses. */
export const variables: readonly Case[] = [
  sends('a definition above', '@a = 1\nGET ORIGIN/x?a={{a}}', { at: 'GET' }),
  sends('a definition in another section', '@a = 1\n\n###\nGET ORIGIN/x?a={{a}}', { at: 'GET' }),
  sends('a definition in a section below', 'GET ORIGIN/x?a={{a}}\n\n###\n@a = 1', { at: 'GET' }),
  sends('the last of two definitions', '@a = 1\n@a = 2\nGET ORIGIN/x?a={{a}}', { at: 'GET' }),
  sends('the last for the whole file', '@a = 1\n###\nGET ORIGIN/x?a={{a}}\n###\n@a = 2', {
    at: 'GET',
  }),
  sends('its own before the file’s', '@a = 1\n###\n@a = 2\nGET ORIGIN/x?a={{a}}\n###\n@a = 3', {
    at: 'GET',
  }),
  differs(
    'one beside another request',
    '@a = 1\nGET ORIGIN/1\n###\nGET ORIGIN/2?a={{a}}',
    {
      why: 'REST Client knows the definitions of the whole file; httpYac fails.',
      url: '/2?a=1',
    },
    { at: 'IN/2' },
  ),
  differs('one below its request', 'GET ORIGIN/1?a={{a}}\n\n@a = 1', {
    why: 'REST Client knows the definitions of the whole file; httpYac fails.',
    url: '/1?a=1',
  }),
  sends('a variable in a variable', '@a = {{b}}!\n@b = 1\nGET ORIGIN/x?a={{a}}', { at: 'GET' }),
  sends('a chain', '@c = 1\n@b = {{c}}\n@a = {{b}}\nGET ORIGIN/x?a={{a}}', { at: 'GET' }),
  sends('a definition by itself', '@a = 1\n@a = {{a}}/2\nGET ORIGIN/x/{{a}}', { at: 'GET' }),
  sends('what was meant above', '@b = 1\n@a = {{b}}\n@b = 2\nGET ORIGIN/x?a={{a}}&b={{b}}', {
    at: 'GET',
  }),
  sends('white space between braces', '@a = 1\nGET ORIGIN/x?a={{  a  }}', { at: 'GET' }),
  sends('white space around a value', '@a =    1\nGET ORIGIN/x?a={{a}}', { at: 'GET' }),
  sends('a value with spaces', '@a = b c\nGET ORIGIN/x?a={{a}}', { at: 'GET' }),
  sends('a value with an equals sign', '@a = b=c\nGET ORIGIN/x?{{a}}', { at: 'GET' }),
  sends('no white space', '@a=1\nGET ORIGIN/x?a={{a}}', { at: 'GET' }),
  differs(
    'an empty definition',
    '@a =\nGET ORIGIN/x?a={{a}}&b=1',
    { why: 'REST Client reads an empty value; httpYac fails.', url: '/x?a=&b=1' },
    { at: 'GET' },
  ),
  sends('a lazy definition', '@a := 1\nGET ORIGIN/x?a={{a}}', { at: 'GET' }),
  sends('a backslash', '@a = b\\nc\n' + plain + '{{a}}', { at: 'POST' }),
  differs(
    'quotes around a value',
    '@a = "b c"\nGET ORIGIN/x?a={{a}}',
    {
      why: 'REST Client keeps them; httpYac drops the first alone.',
      url: '/x?a="b c"',
    },
    { at: 'GET' },
  ),
  differs(
    'white space behind a value',
    '@a = 1  \nGET ORIGIN/x?a={{a}}&b=2',
    {
      why: 'REST Client trims the value; httpYac keeps the white space.',
      url: '/x?a=1&b=2',
    },
    { at: 'GET' },
  ),
  differs(
    'a variable to encode',
    '@a = é &\nGET ORIGIN/x?q={{%a}}',
    {
      why: 'Only REST Client knows the percent sign.',
      url: '/x?q=é %26',
    },
    { at: 'GET' },
  ),
  sends('a variable in a header', '@a = 1\nGET ORIGIN/x\nX-A: b{{a}}c', { at: 'GET' }),
  sends('a variable in a body', `@a = 1\n${plain}b{{a}}c`, { at: 'POST' }),
  sends('a variable for the address', '@o = ORIGIN\nGET {{o}}/x', { at: 'GET' }),
  sends('a variable for the whole address', '@o = ORIGIN/x\n{{o}}', { at: '{{o}}' }),
  sends(
    'a variable for the scheme of authorization',
    '@a = Basic\nGET ORIGIN/x\nAuthorization: {{a}} u:p',
    {
      at: 'GET',
    },
  ),
  sends('the environment', 'GET ORIGIN/x?a={{$processEnv DIFF_A}}', { env: { DIFF_A: 'b' } }),
  sends('braces in the environment', 'GET ORIGIN/x?v={{$processEnv DIFF_V}}', {
    env: { DIFF_V: 'a{b}c[1-3]' },
  }),
  sends(
    'spaces in the environment',
    'GET ORIGIN/x?v={{$processEnv DIFF_S}}&w={{$processEnv DIFF_S}}',
    {
      env: { DIFF_S: 'a  b c' },
    },
  ),
  sends(
    'signs and accents in the environment',
    'GET ORIGIN/{{$processEnv DIFF_W}}?w={{$processEnv DIFF_W}}&x=1',
    {
      env: { DIFF_W: `é ö🗺️+&=a%20b%C3%A9"<>\`{}|^~[]'$x` },
    },
  ),
  differs(
    'a percent sign in the environment',
    'GET ORIGIN/x?w={{$processEnv DIFF_C}}',
    { why: 'httpYac fails.', url: '/x?w=100%25 %25z' },
    { env: { DIFF_C: '100% %z' }, skip: ['http'] },
  ),
  differs(
    'percent signs in the environment beside encoded characters',
    'GET ORIGIN/a%20b/{{$processEnv DIFF_D}}?q=title:été&v={{$processEnv DIFF_D}}',
    { why: 'httpYac fails.', url: '/a b/%25s A%25zz 100%25?q=title:été&v=%25s A%25zz 100%25' },
    { env: { DIFF_D: '%s %41%zz 100%' }, skip: ['http'] },
  ),
  sends('accents in the environment for the address', 'GET {{$processEnv DIFF_Q}}/x', {
    env: { DIFF_Q: 'ORIGIN/é ö' },
  }),
  sends('the environment in a header', 'GET ORIGIN/x\nX-A: b{{$processEnv DIFF_H}}_c', {
    env: { DIFF_H: `it's "$x" \`` },
  }),
  sends('the environment in a body', `${plain}{"a": "{{$processEnv DIFF_B}}_"}`, {
    env: { DIFF_B: 'x y $HOME' },
  }),
  sends('the environment for the address', 'GET {{$processEnv DIFF_O}}/x', {
    env: { DIFF_O: 'ORIGIN' },
  }),
  sends(
    'the environment in Basic',
    'GET ORIGIN/x\nAuthorization: Basic {{$processEnv DIFF_U}}:{{$processEnv DIFF_P}}',
    {
      env: { DIFF_U: 'user', DIFF_P: 'p:"ss' },
    },
  ),
  differs(
    'the environment by a variable',
    '@n = DIFF_N\nGET ORIGIN/x?a={{$processEnv %n}}',
    {
      why: 'Only REST Client knows the percent sign.',
      url: '/x?a=b',
    },
    { at: 'GET', env: { DIFF_N: 'b' } },
  ),
  sends('the notation of JavaScript', 'GET ORIGIN/x?a={{process.env.DIFF_J}}', {
    env: { DIFF_J: 'b' },
  }),
  sends('braces that are none of a variable', `${plain}\\{\\{a\\}\\}`),
  refuses('a name that nothing defines', 'GET ORIGIN/x?a={{nobody}}', 'missing'),
  refuses('an expression', 'GET ORIGIN/x?a={{1 + 1}}', 'expression'),
  refuses(
    'a link for a name',
    'GET ORIGIN/x?q={{[how to choose it](command:workbench.action.quit)}}',
    'expression',
  ),
  refuses('a circle', '@a = {{b}}\n@b = {{a}}\nGET ORIGIN/x?a={{a}}', 'missing', { at: 'GET' }),
  sends('a space in the address', 'GET ORIGIN/x?q=a b'),
  sends('accents in the address', 'GET ORIGIN/é/ü?q=ñ&r=🗺️'),
  sends('what is encoded in the address', 'GET ORIGIN/%C3%A9?q=a%20b%2Bc'),
  sends(
    'signs in the address',
    `GET ORIGIN/x?a=it's&b="c"&d=<e>&f={g}&h=[1-3]&i=j|k&l=m^n&o=\`p\``,
  ),
  sends('signs of a shell in the address', 'GET ORIGIN/x?a=$HOME&b=$(id)&c=!d*e;f,g'),
  sends('brackets in the path', 'GET ORIGIN/a[1]/b{2}'),
  sends('a fragment', 'GET ORIGIN/x?a=1#top'),
  sends('dots in the path', 'GET ORIGIN/a/./b/../c'),
  sends('a backslash in the path', 'GET ORIGIN/a\\b'),
  sends(
    'a backslash in the path beside the environment',
    'GET ORIGIN/a\\b/{{$processEnv DIFF_K}}\\c?d=\\e',
    { env: { DIFF_K: 'k' } },
  ),
  sends('a plus sign', 'GET ORIGIN/x?q=a+b'),
  sends('no path', 'GET ORIGIN'),
  sends('a query without a path', 'GET ORIGIN?q=1'),
  sends('slashes in a row', 'GET ORIGIN/a//b/'),
  sends('capitals in the scheme', 'GET CAPITALS/x'),
  differs('a percent sign alone', 'GET ORIGIN/x?a=100%&b=%zz', {
    why: 'httpYac fails.',
    url: '/x?a=100%25&b=%25zz',
  }),
  differs(
    'a redirect',
    'GET ORIGIN/redirect',
    {
      why: 'No program follows one, so that a token goes to the address that is written.',
      url: '/redirect',
    },
    { skip: ['http'] },
  ),
];

import fc from 'fast-check';

/**
 * A random request file. `ORIGIN` is replaced by an address of the server and `ROOT` by its path, `HOST` by the
 * server's host and `ALIAS` by another form of that host.
 */
export interface RandomFile {
  readonly text: string;
  /** The line on which the request begins. */
  readonly line: number;
  /** The same request without values that begin on the next line, which httpYac sends as a body. */
  readonly joined: string;
}

/**
 * Values with a meaning in one of the languages. Headers only get those in ASCII. The last one is only in
 * addresses, since httpYac gets it encoded.
 */
export const environment: Readonly<Record<string, string>> = {
  RANDOM_A: 'plain',
  RANDOM_B: 'a b+&=%20%C3%A9 é🗺️',
  RANDOM_C: `it's "$HOME" \`id\` \\n {x} [1-3] !`,
  RANDOM_D: '%41%zz100%, 50%;',
};

/** httpYac fails at a percent sign that begins no escape. */
export const environmentOfHttpYac: typeof environment = {
  ...environment,
  RANDOM_D: '%41%25zz100%25, 50%25;',
};

/** httpYac loses a header of this name, and so does Node's fetch. */
export const lostByHttpYac = ['__proto__', '2'] as const;

type Text = fc.Arbitrary<string>;
const pick = (...values: readonly string[]): Text => fc.constantFrom(...values);

const word = pick('a', 'b1', 'Long-Word', '0', 'x_y', '{x}', '%20', '%C3%A9', '%2F', '%2b');
const wide = pick('é', 'ß', '🗺️', 'е', '中');
const sign = pick(
  ...Array.from(`"'\`$!*()~,;:@&=+|^<>[]\\ `),
  ...['$(id)', '${HOME}', '\\n', '!!', '...', '--'],
);
const text = (...others: readonly Text[]): Text =>
  fc.array(fc.oneof(word, sign, ...others), { maxLength: 4 }).map((parts) => parts.join(''));

const anywhere = pick('{{v}}', '{{ w }}', '{{$processEnv RANDOM_A}}', '{{$processEnv RANDOM_B}}');
const inAddress = fc.oneof(
  { arbitrary: anywhere, weight: 3 },
  { arbitrary: pick('{{$processEnv RANDOM_D}}'), weight: 1 },
);
const inHeader = pick('{{u}}', '{{$processEnv RANDOM_A}}', '{{$processEnv RANDOM_C}}');
const inBody = fc.oneof(anywhere, inHeader);

/** httpYac ends the headers at a comment without a text. */
const comment = pick('# a comment', '// another: comment', '# @no-cookie-jar', '  # é "quoted"');
const indent = pick('', '  ', '\t');

const segment = text(wide, inAddress).map((each) => each.replace(/[?&#]|\/\//g, '').trim());
const pair = fc
  .tuple(pick('a', 'q', '_limit', 'é', 'x[]'), text(wide, inAddress))
  .map(([name, value]) => `${name}=${value.replace(/[#&]/g, '').trim()}`);

/** The lines of the request line and of those that continue it. */
const target = fc
  .record({
    segments: fc.array(segment, { maxLength: 3 }),
    pairs: fc.array(fc.tuple(indent, pair), { maxLength: 3 }),
    isBelow: fc.boolean(),
    end: pick('', '', ' HTTP/1.1', ' HTTP/2', '#fragment'),
  })
  .map(({ segments, pairs, isBelow, end }) => {
    const path = ['ORIGIN', ...segments].join('/');
    const marked = pairs.map(([space, each], index) => [
      space,
      `${index === 0 ? '?' : '&'}${each}`,
    ]);
    return isBelow
      ? [path, ...marked.map((each) => each.join(''))]
      : [`${path}${marked.map(([, each]) => each ?? '').join('')}${end}`];
  });

const names = ['X-A', 'x-b', 'aCCept', 'user-agent', 'Accept-Language', 'COOKIE', 'x_y', 'X.Z'];
/** Windows PowerShell can't send the last one. */
const headerName = pick(...names, ...names, 'Referer');
const anyHeader = fc
  .tuple(
    headerName,
    pick(': ', ':', ' : ', ':   '),
    fc.oneof(text(inHeader), pick('*/*', 'text/html; q=0.5', '"etag"', 'a=b; c=d', '')),
  )
  .map(([name, colon, value]) => {
    const sent = value.trim().replace(/,$/, '');
    // httpYac sets these if they are empty.
    return name + colon + (/^(aCC|user)/.test(name) ? `${sent}x` : sent);
  });
/** A header as it is written, and on one line. */
interface WrittenHeader {
  readonly written: string;
  readonly joined: string;
}

/** The value may begin on the next line, unless it looks like another kind of line there. */
const split = (headers: Text): fc.Arbitrary<WrittenHeader> =>
  fc.tuple(headers, pick('', '', '', '  ', '\t')).map(([joined, space]) => {
    const [, start = '', value = ''] =
      /^([\w.-]+\s*:)\s*((?:\{\{|[\w"*])[^:]*)$/.exec(joined) ?? [];
    return { joined, written: value && space ? `${start}\n${space}${value}` : joined };
  });

const header = fc.oneof(
  { arbitrary: anyHeader, weight: 8 },
  { arbitrary: comment, weight: 8 },
  { arbitrary: pick(lostByHttpYac.join(': ')), weight: 1 },
);

/** The server of a path alone, as `HOST` or in another form of the same address. */
const hostHeader = pick('Host: HOST', 'host: ALIAS', 'Host: {{h}}');

const bodyLine = fc.oneof(
  text(wide, inBody),
  text(wide, inBody),
  pick('', '', ' ', '  indented', 'trailing  ', '# comment', '// comment', '{', '}', '[1,'),
  pick('{"a": "é"}', 'key: value', 'a=b&c=d', '&e=f', ' g = h &', '<tag name="1">', '--boundary'),
  pick('{{$processEnv RANDOM_C}}', 'Title', 'a\tb', '100%', 'curl https://a.test/2', 'get a'),
);

/** httpYac drops a line that begins with an at sign, or with a sign that names a file for the answer. */
const bodyText = (lines: readonly string[]) =>
  lines.map((each) => each.replace(/^\s*(?:@|<>|>>)/, 'at ')).join('\n');

const contentType = pick(
  'application/json',
  'text/plain',
  'text/xml; charset=utf-8',
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded',
  'application/x-ndjson',
  'multipart/form-data; boundary=boundary',
  'application/vnd.a+json',
  'Text/Plain;charset=UTF-8',
);
const body = fc
  .record({
    name: pick('Content-Type', 'content-type', 'CONTENT-TYPE'),
    type: fc.option(contentType, { nil: undefined, freq: 8 }),
    space: pick('', '', '\n  '),
    blank: pick('', '\n', '  \n\n'),
    lines: fc.array(bodyLine, { minLength: 1, maxLength: 6 }),
  })
  .map(({ name, type, space, blank, lines }) => ({
    header:
      type === undefined
        ? []
        : [{ written: `${name}: ${space}${type}`, joined: `${name}: ${type}` }],
    lines: ['', blank + bodyText(lines)],
  }));

/** Sections above the request. */
const first = pick(
  ...['', '', '### first\n# @name first\nGET ORIGIN/first\nX-First: 1\n\n### second\n'],
  'POST ORIGIN/first\nContent-Type: text/plain\n\nbody\n\n\n###\n',
);
const above = fc.array(fc.oneof(comment, pick('', '# @name login', '@other = 1', '#', '//')), {
  maxLength: 3,
});
const below = pick(
  ...['', '\n', '\n\n\n', '\n\n###\n', '\n\n###\n@later = 1\n'],
  '\n\n### next\nGET ORIGIN/other\nX-Other: 1\n',
  ...['WS wss://a.test/x', 'MQTT tcp://a:1883', 'AMQP amqp://u:p@a.test', 'GET é.test/x'].map(
    (line) => `\n\n${line}\nX-Other: 1\n\nother`,
  ),
);
/** A definition without a value isn't one for httpYac. */
const valueOf = (...others: readonly Text[]) => text(...others).map((each) => `x${each.trim()}`);

const method = pick(
  ...['GET ', 'GET ', '', 'HEAD ', 'OPTIONS '],
  ...['DELETE ', 'POST ', 'POST ', 'PUT  ', 'PATCH '],
);

export const randomFile: fc.Arbitrary<RandomFile> = fc
  .record({
    first,
    above,
    u: valueOf(),
    v: valueOf(wide),
    w: valueOf(wide, pick('{{v}}', '{{$processEnv RANDOM_A}}')),
    method,
    target,
    host: fc.option(split(hostHeader), { nil: undefined, freq: 3 }),
    headers: fc.array(split(header), { maxLength: 4 }),
    body,
    below,
    lineEnd: pick('\n', '\n', '\r\n'),
  })
  .map((file) => {
    const {
      u,
      v,
      w,
      target: [start = '', ...more],
      headers,
    } = file;
    const before = [...file.above, `@u = ${u}`, `@v = ${v}`, `@w = ${w}`, '@h = ALIAS', ''];
    const isPath = file.host !== undefined && file.method !== '';
    const hasBody = /^(DELETE|POST|PUT|PATCH)/.test(file.method);
    const kept = headers.filter((each, index) => index === firstOf(headers, each));
    const textOf = (form: keyof WrittenHeader) => {
      const lines = [
        ...before,
        file.method + (isPath ? start.replace('ORIGIN', 'ROOT') : start),
        ...more,
        ...[...(file.host ? [file.host] : []), ...kept, ...(hasBody ? file.body.header : [])].map(
          (each) => each[form],
        ),
        ...(hasBody ? file.body.lines : []),
      ];
      return (file.first + lines.join('\n') + file.below).replaceAll('\n', file.lineEnd);
    };
    return {
      text: textOf('written'),
      joined: textOf('joined'),
      line: file.first.split('\n').length - 1 + before.length,
    };
  });

/** The file, with the server and a path below it for each request. */
export function withServer(
  { text, joined, line }: RandomFile,
  { origin, host }: { readonly origin: string; readonly host: string },
  path: string,
): RandomFile {
  const filled = (form: string) =>
    form
      .replaceAll('ORIGIN', origin + path)
      .replaceAll('ROOT', path)
      .replaceAll('HOST', host)
      .replaceAll('ALIAS', host.replace('127.0.0.1', '127.1'));
  return { text: filled(text), joined: filled(joined), line };
}

/** The index of the first header of that name: httpYac loses one in another case. */
function firstOf(headers: readonly WrittenHeader[], header: WrittenHeader): number {
  const nameOf = ({ joined }: WrittenHeader) => joined.split(':', 1)[0]?.trim().toLowerCase();
  return headers.findIndex((each) => nameOf(each) === nameOf(header));
}

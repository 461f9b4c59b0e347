/** The request that an `Invoke-RestMethod` command would send. */
export interface Evaluated {
  method?: string;
  uri?: string;
  headers: Record<string, string>;
  contentType?: string;
  userAgent?: string;
  body?: string;
}

/**
 * Reads the forms that our commands consist of, by PowerShell's rules (`about_Quoting_Rules`,
 * `about_Special_Characters`): in single quotes a doubled quote is one, in double quotes the backtick escapes
 * and `$` begins a variable; typographic quotes count as straight ones. Any other form is an error.
 */
export function evaluated(command: string, env: Readonly<Record<string, string>>): Evaluated {
  let at = 0;
  const fail = (): never => {
    throw new Error(`PowerShell would not read this, at ${at}: ${command.slice(at, at + 60)}`);
  };
  const take = (pattern: RegExp): string | undefined => {
    const sticky = new RegExp(pattern, 'yu');
    sticky.lastIndex = at;
    const match = sticky.exec(command);
    if (!match) return undefined;
    at = sticky.lastIndex;
    return match[1] ?? match[0];
  };
  const need = (pattern: RegExp): string => take(pattern) ?? fail();

  const single = (): string => {
    let text = '';
    while (at < command.length) {
      const piece = take(/[^'\u2018-\u201b]+/);
      if (piece !== undefined) text += piece;
      else if (/['\u2018-\u201b]{2}/u.test(command.slice(at, at + 2))) {
        text += command[at] ?? '';
        at += 2;
      } else {
        at += 1;
        return text;
      }
    }
    return fail();
  };

  const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
  const double = (): string => {
    let text = '';
    while (at < command.length) {
      const piece = take(/[^`$"\u201c-\u201e]+/);
      if (piece !== undefined) {
        text += piece;
        continue;
      }
      const escape = take(/`([\s\S])/);
      if (escape !== undefined) {
        if (/[0abefuv]/.test(escape)) fail();
        text += escapes[escape] ?? escape;
        continue;
      }
      const character = take(/\$\(\[char\](\d+)\)/);
      if (character !== undefined) {
        text += String.fromCharCode(Number(character));
        continue;
      }
      // In braces any name; without them the longest name.
      const name = take(/\$\{env:([^}]+)\}/) ?? take(/\$env:(\w+)/);
      if (name !== undefined) {
        text += env[name] ?? fail();
        continue;
      }
      if (take(/["\u201c-\u201e]/) === undefined || take(/["\u201c-\u201e]/) !== undefined) fail();
      return text;
    }
    return fail();
  };

  const text = (): string => {
    if (take(/['\u2018-\u201b]/) !== undefined) return single();
    need(/["\u201c-\u201e]/);
    return double();
  };

  /** .NET's `EscapeDataString` escapes these characters as JavaScript does. */
  const replaced = (): string => {
    const value = text();
    need(/, /);
    const pattern = text();
    need(/, \{ \[Uri\]::EscapeDataString\(\$args\[0\]\.Value\) \}\)/);
    return value.replace(new RegExp(pattern, 'gu'), encodeURIComponent);
  };

  const bytes = (): string => {
    need(/\[Text\.Encoding\]::UTF8\.GetBytes\(/);
    const value = take(/\[regex\]::Replace\(/) === undefined ? text() : replaced();
    need(/\)/);
    return value;
  };

  const value = (): string => {
    let result = text();
    while (take(/ \+ /) !== undefined) {
      if (take(/\[Convert\]::ToBase64String\(/) !== undefined) {
        result += Buffer.from(bytes()).toString('base64');
        need(/\)/);
      } else result += text();
    }
    return result;
  };

  const property = { configurable: true, enumerable: true, writable: true };
  const result: Evaluated = { headers: {} };
  need(/Invoke-RestMethod/);
  while (at < command.length) {
    switch (need(/ -(\w+) /)) {
      case 'Method':
        result.method = need(/(?:DELETE|GET|HEAD|MERGE|OPTIONS|PATCH|POST|PUT|TRACE)\b/);
        break;
      case 'CustomMethod':
        result.method = need(/[\w-]+/);
        break;
      case 'Uri':
        result.uri = text();
        break;
      case 'UserAgent':
        result.userAgent = text();
        break;
      case 'MaximumRedirection':
        need(/0\b/);
        break;
      case 'ContentType':
        result.contentType = text();
        break;
      case 'Headers':
        need(/@\{\n/);
        while (take(/\}/) === undefined) {
          need(/ +/);
          const name = text();
          need(/ = /);
          // An assignment would lose `__proto__`.
          Object.defineProperty(result.headers, name, { ...property, value: value() });
          need(/\n/);
        }
        break;
      case 'Body':
        need(/\(/);
        result.body = bytes();
        need(/\)/);
        break;
      default:
        fail();
    }
  }
  return result;
}

/** A text on one line; without its second quote, it ends with the line. */
const short = /"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?/.source;
const long = /"""(?:\\[\s\S]|[^\\])*?(?:"""|$)|'''(?:\\[\s\S]|[^\\])*?(?:'''|$)/.source;
const pythonText = `${long}|${short}`;

const scriptComment = /\/\/.*|\/\*[\s\S]*?(?:\*\/|$)/.source;
const scriptText = `\`(?:\\\\[\\s\\S]|[^\`\\\\])*\`?|${short}`;

function tokensWith(comment: string, text: string): RegExp {
  return new RegExp(`${comment}|${text}|[^\\s"'\`#/{}()[\\],]+|\\S`, 'g');
}

const pythonToken = tokensWith('#[^\\n]*', pythonText);
const scriptToken = tokensWith(scriptComment, scriptText);

/** The tokens of Python, or of JavaScript and JSON, without comments. */
export function tokensOf(languageId: string, code: string): readonly string[] {
  const isPython = languageId === 'python';
  const comment = isPython ? /^#/ : /^\/[/*]/;
  const tokens = code.match(isPython ? pythonToken : scriptToken) ?? [];
  return tokens.filter((token) => !comment.test(token));
}

/** Python code without its comments and texts. */
export function withoutTexts(code: string): string {
  return code.replace(new RegExp(`#[^\\n]*|${pythonText}`, 'g'), '');
}

const empty = /[^\S\n]*(?:#[^\n]*)?(?:\n|$)/.source;
const future =
  /from[ \t]+__future__[ \t]+import\b(?:[^\n\\(#]|\\\r?\n|\([^)]*\))*(?:#[^\n]*)?(?:\n|$)/.source;
const comments = new RegExp(`(?:${empty})*`, 'y');
const docstring = new RegExp(`[rRuU]?(?:${pythonText})[^\\n]*\\n?`, 'y');
const imports = new RegExp(`(?:${empty}|${future})*`, 'y');

/** The start of the first Python statement that isn't the docstring or an import from `__future__`. */
export function startOfCode(code: string): number {
  return endOf(imports, code, endOf(docstring, code, endOf(comments, code, 0)));
}

function endOf(pattern: RegExp, code: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(code) ? pattern.lastIndex : at;
}

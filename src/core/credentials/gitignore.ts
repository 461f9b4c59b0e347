/** The line of a `.gitignore` at the root of a repository that ignores exactly this file. */
export function ignoreRule(relativePath: string): string {
  return `/${relativePath.replace(/[\\*?[]/g, '\\$&').replace(/ $/, '\\ ')}`;
}

/** The text to add to a `.gitignore`; `undefined` if the file already contains the rule. */
export function addedRule(text: string, rule: string): string | undefined {
  const lines = text.split(/\r\n|\n/);
  if (lines.includes(rule)) return undefined;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return `${lines.at(-1) === '' ? '' : eol}${rule}${eol}`;
}

/**
 * The command that takes a file out of the next commit and keeps the file on disk, for the repository's root.
 * `undefined` for a path that can't be quoted safely for every shell.
 */
export function untrackCommand(relativePath: string): string | undefined {
  if (/^[\w./][\w./-]*$/.test(relativePath)) return `git rm --cached ${relativePath}`;
  const isInert = /^[\p{L}\p{N}_./ ()-]+$/u.test(relativePath);
  return isInert ? `git rm --cached -- "${relativePath}"` : undefined;
}

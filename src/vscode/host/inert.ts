import { oneLine, visible } from '../../core/text/plainText.ts';

/**
 * How a plain text is written for each kind of place in VS Code, so that nothing in it becomes a
 * link, a command, an icon or markup. docs/vscode-text.md has the grammar of each place.
 */

/** VS Code shows at most 1,000 characters of a notification. */
const longestSentence = 1000;

/** A label in which VS Code draws `$(name)` as an icon, and nothing else. */
export function inLabel(text: string): string {
  return withoutIcons(oneLine(text));
}

/** Beside a label: drawn like a label, and once more as Markdown when the mouse is over it. */
export function besideLabel(text: string): string {
  return withoutIcons(withoutAddresses(withoutLinks(oneLine(text))));
}

/** A message that VS Code reads as linked text: a notification, a dialog, a progress title. */
export function inSentence(text: string): string {
  return withoutLinks(oneLine(text, longestSentence));
}

/** The prompt or the remark of an input box: linked text in which icons are drawn too. */
export function inBox(text: string): string {
  return withoutIcons(inSentence(text));
}

/** A place that draws icons in one state and shows the text as it is in another. */
export function inEither(text: string): string {
  return inSentence(text).replaceAll('$(', '$ (');
}

/** The body of a dialog, where line ends are wanted. */
export function inBody(lines: readonly string[]): string {
  return lines.map((line) => withoutLinks(visible(line))).join('\n');
}

/** `$(name)` with a backslash before it is drawn as it is written. */
function withoutIcons(text: string): string {
  return text.replace(/\$\((?=[a-z\d-]+(?:~[a-z]+)?\))/gi, '\\$(');
}

/** A link of linked text or Markdown has its two brackets side by side. */
function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** Markdown makes links of bare web and mail addresses. A hair space (U+200A) parts them. */
function withoutAddresses(text: string): string {
  return text
    .replaceAll('://', ':\u200a//')
    .replace(/www(?=\.)/gi, '$&\u200a')
    .replaceAll('@', '\u200a@');
}

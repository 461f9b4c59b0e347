import { oneLine, visible } from '../../core/text/plainText.ts';

/**
 * Writes plain text for each kind of place in VS Code, so that no part of it becomes a link, a command, an
 * icon or markup. docs/vscode-text.md has the grammar of each place.
 */

/** VS Code shows at most 1,000 characters of a notification. */
const longestSentence = 1000;

/** A label in which VS Code draws only `$(name)`, as an icon. */
export function inLabel(text: string): string {
  return withoutIcons(oneLine(text));
}

/** The description beside a label: VS Code draws icons in it, and shows it as Markdown in the tooltip. */
export function besideLabel(text: string): string {
  return withoutIcons(withoutAddresses(withoutLinks(oneLine(text))));
}

/** A message in which VS Code turns Markdown links into links: a notification, a dialog, a progress title. */
export function inSentence(text: string): string {
  return withoutLinks(oneLine(text, longestSentence));
}

/**
 * The prompt or validation message of an input box, in which VS Code draws icons and turns Markdown links
 * into links.
 */
export function inBox(text: string): string {
  return withoutIcons(inSentence(text));
}

/**
 * A text that VS Code shows in two ways: sometimes with icons, sometimes literally. A space breaks the icon's
 * notation in both.
 */
export function inEither(text: string): string {
  return inSentence(text).replaceAll('$(', '$ (');
}

/** The body of a dialog, which keeps line breaks. */
export function inBody(lines: readonly string[]): string {
  return lines.map((line) => withoutLinks(visible(line))).join('\n');
}

/** VS Code shows `$(name)` literally after a backslash. */
function withoutIcons(text: string): string {
  return text.replace(/\$\((?=[a-z\d-]+(?:~[a-z]+)?\))/gi, '\\$(');
}

/** VS Code recognises a link by two brackets side by side, so a space is put between them. */
function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** Markdown turns bare web and mail addresses into links. A hair space (U+200A) prevents that. */
function withoutAddresses(text: string): string {
  return text
    .replaceAll('://', ':\u200a//')
    .replace(/www(?=\.)/gi, '$&\u200a')
    .replaceAll('@', '\u200a@');
}

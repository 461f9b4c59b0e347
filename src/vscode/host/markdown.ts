import * as vscode from 'vscode';
import { oneLine, visible } from '../../core/text/plainText.ts';
import type { AnyCommandId } from './commandIds.ts';
import type { Icon } from './icons.ts';

/**
 * A value from outside, as code, in which no character has a meaning. VS Code draws icons even in code, so a
 * space separates their first two characters.
 */
export function code(value: string): string {
  const plain = oneLine(value).replace(/\s+/g, ' ').replaceAll('`', "'").replaceAll('$(', '$ (');
  return plain === '' ? '' : `\`${plain}\``;
}

/** A cell of a table: a bar would end it, even in code, and even behind two backslashes. */
export function cell(markdown: string): string {
  return markdown.replace(/\\+\|?|\|/g, (sign) => (sign.endsWith('|') ? '\\|' : sign));
}

/**
 * A plain text in Markdown. Words that VS Code would turn into links, such as host names, become code. An
 * escaped dollar sign could still begin an icon, so it is written as an entity.
 */
export function escapeMarkdown(text: string): string {
  const words = visible(text).trim().split(/\s+/);
  return words.map((word, index) => escapedWord(word, index === 0)).join(' ');
}

function escapedWord(word: string, isFirst: boolean): string {
  const end = endOfAddress(word);
  if (end > 0) return code(word.slice(0, end)) + escapedWord(word.slice(end), false);
  const signs = word.replace(/[\\`*_<>|[\]&~^]/g, '\\$&').replaceAll('$', '&#36;');
  // At the start of a line these characters would begin a heading, a list or a rule.
  return isFirst ? signs.replace(/^[#+=-]|(?<=^\d{1,9})[.)]/, '\\$&') : signs;
}

/** The end of the part of a word that looks like an address; 0 if no part does. */
function endOfAddress(word: string): number {
  let end = word.length;
  while (end > 0 && '.,;:!?)/'.includes(word.charAt(end - 1))) end -= 1;
  const part = word.slice(0, end);
  const isTime = /^\d{1,2}(?::\d\d){1,2}$/.test(part);
  return /[.:@/]/.test(part) && !isTime ? end : 0;
}

/** A piece of Markdown: a string is plain text. */
export type MarkdownPart =
  | string
  | { readonly icon: Icon }
  | { readonly code: string }
  | { readonly bold: string }
  | { readonly link: string; readonly to: string }
  | CommandLink;

interface CommandLink {
  readonly link: string;
  readonly icon: Icon;
  readonly command: AnyCommandId;
  readonly argument?: string;
}

/** Paragraphs of parts. Only the commands named in them can run from there. */
export function markdown(
  ...paragraphs: readonly (readonly MarkdownPart[])[]
): vscode.MarkdownString {
  const text = paragraphs.map((parts) => parts.map(written).join('')).join('\n\n');
  const enabledCommands = paragraphs
    .flat()
    .flatMap((part) => (typeof part === 'object' && 'command' in part ? part.command : []));
  const made = new vscode.MarkdownString(text, true);
  if (enabledCommands.length > 0) made.isTrusted = { enabledCommands };
  return made;
}

function written(part: MarkdownPart): string {
  // A space at an edge separates the part from its neighbour.
  if (typeof part === 'string') {
    return part.replace(/^(\s?).*?(\s?)$/s, (_, before: string, after: string) =>
      part.trim() === '' ? ' ' : before + escapeMarkdown(part) + after,
    );
  }
  if ('code' in part) return code(part.code);
  if ('bold' in part) return `**${escapeMarkdown(part.bold)}**`;
  if ('to' in part) {
    const isAddress = /^https:\/\/[^\s()<>\\]+$/.test(part.to);
    return isAddress ? `[${escapeMarkdown(part.link)}](${part.to})` : escapeMarkdown(part.link);
  }
  return 'command' in part ? `${linked(part)} &nbsp; ` : `$(${part.icon}) `;
}

function linked({ icon, link, command, argument }: CommandLink): string {
  const given = argument === undefined ? '' : `?${encodeURIComponent(JSON.stringify(argument))}`;
  return `[$(${icon}) ${escapeMarkdown(link)}](command:${command}${given})`;
}

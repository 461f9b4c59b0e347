import type { HeaderForm } from './headerForms.ts';
import { lineEndOf, type TextEdit } from './imports.ts';
import { codeAround, lineBelow, type CodeToken } from './tokens.ts';

interface Selection {
  readonly start: number;
  readonly end: number;
}

/**
 * Adds the separators that the neighbours need. Where an object's member can't be, inserts an object; outside
 * all brackets, without separators. Behind a comment that ends with its line, the header gets the next
 * line; if it needs a separator, it is put before the comment.
 */
export function memberEdit(form: HeaderForm, text: string, selection: Selection): TextEdit {
  const { start, end, before, next, isNote } = codeAround(form.syntax, text, selection);
  const last = before.at(-1);
  const openerAt = openBracket(before);
  const opener = before[openerAt]?.text;
  if (form.place === 'block' && opener === undefined) return blockEdit(form.text, text, selection);
  const isMember = form.place === 'inline' || (opener === '{' && !/[:=;]$/.test(last?.text ?? ''));
  const isStatement =
    form.place === 'property' && (opener === undefined || last?.text.endsWith(';') === true);
  const isOutside = opener === undefined && form.separator === '; ';
  const separator = isStatement || isOutside ? '' : form.separator;
  // A comma is needed on any line, the other separators only within one.
  const needsOne = (from: number, to: number) =>
    separator.startsWith(',') || !text.slice(from, to).includes('\n');
  let lead = '';
  const isOpen = /[{[(,:=;>]$/.test(last?.text ?? '');
  if (last && needsOne(last.end, start) && (separator === ' ' || !isOpen)) {
    lead = last.end === start || isNote ? separator : separator.trimStart();
  }
  // In a shell, a number sign in a word begins no comment.
  let trail = text.startsWith('#', end) ? ' ' : '';
  if (next && needsOne(end, next.start) && !/^[}\]),;]/.test(next.text)) {
    trail = (next.start === end ? separator : separator.trimEnd()) + trail;
  }
  const code = isMember ? form.text : objectFor(form, isArgument(before, openerAt));
  if (isNote && last && lead !== '') {
    return { start: last.end, end: last.end, text: lead + code + trail };
  }
  const isGlued = isStatement && last?.end === start && !isOpen;
  const needsLine = isNote || (isGlued && !(next && needsOne(end, next.start)));
  const line = needsLine ? lineEndOf(text) + indentation(text, start) : '';
  return { start, end, text: line + lead + code + trail };
}

/** Of an argument alone, `requests` would make parameters of the address, so the token would get into it. */
function objectFor({ text, syntax }: HeaderForm, isOfCall: boolean): string {
  const object = `{ ${text} }`;
  if (!isOfCall) return object;
  return syntax === 'python' ? `headers=${object}` : `{ headers: ${object} }`;
}

/** Whether the place is that of a further argument of a call. The first one may be the headers alone. */
function isArgument(before: readonly CodeToken[], openerAt: number): boolean {
  const [called, opener] = [before[openerAt - 1], before[openerAt]];
  const isCall =
    opener?.text === '(' && called?.end === opener.start && /[\w)\]]$/.test(called.text);
  return isCall && /[\w"'`)\]},]$/.test(before.at(-1)?.text ?? '');
}

/** The index of the bracket that is open at the end, or -1. */
function openBracket(tokens: readonly CodeToken[]): number {
  const open: number[] = [];
  for (const [index, { text }] of tokens.entries()) {
    if ('{[('.includes(text)) open.push(index);
    else if ('}])'.includes(text)) open.pop();
  }
  return open.at(-1) ?? -1;
}

/** In the block style of YAML, the header gets a line of its own among the members or items there. */
function blockEdit(header: string, text: string, { start, end }: Selection): TextEdit {
  const eol = lineEndOf(text);
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const [line = ''] = text.slice(from).split(/\r?\n/, 1);
  const to = from + line.length;
  const whole = prefixOf(line);
  const code = line.slice(whole.length);
  const isNote = code.startsWith('#');
  const prefix = isNote ? whole.replace(/-\s*$/, '- ') : whole;
  const [key] = /^(?:"[^"]*"|'[^']*'|[^"'{[#\s][^#]*?):(?=\s|$)/.exec(code) ?? [];
  const isItem = key === undefined && !isNote;
  if (start <= from + prefix.length && text.slice(start, to).trim() !== '') {
    const around = prefixOf(text, lineBelow(text, from));
    return { start: from, end: from, text: around + header + eol };
  }
  const below = prefixOf(text, lineBelow(text, to));
  if (line.trim() === '') return { start, end, text: below.slice(start - from) + header };
  if (code === '' && below.length <= prefix.length) {
    return { start, end, text: (line.endsWith('-') ? ' ' : '') + header };
  }
  const isOpen = key !== undefined && /^\s*(?:#|$)/.test(code.slice(key.length));
  const own = isItem ? prefix : blanks(prefix) + (isOpen ? '  ' : '');
  const indent = below.length > prefix.length ? below : own;
  return { start: to, end: to, text: eol + indent + header };
}

/** The indentation of a new line below an offset: the deeper one of the two lines with code around it. */
function indentation(text: string, at: number): string {
  const [own = '', below = ''] = [text.lastIndexOf('\n', at - 1) + 1, lineBelow(text, at)].map(
    (start) => /^[^\S\r\n]*/.exec(text.slice(start))?.[0],
  );
  return below.length > own.length ? below : own;
}

/** The indentation of a line, with the signs of the list items that begin there. */
function prefixOf(text: string, at = 0): string {
  const [prefix = ''] = /^(?:-(?=\s|$)|[^\S\r\n])*/.exec(text.slice(at)) ?? [];
  return prefix.replace(/-$/, '- ');
}

function blanks(prefix: string): string {
  return prefix.replaceAll('-', ' ');
}

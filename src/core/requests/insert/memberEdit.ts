import type { HeaderForm } from './headerForms.ts';
import { lineEndOf, type TextEdit } from './imports.ts';
import { lineBelow, placeIn, type Place } from './tokens.ts';

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
  const place = placeIn(form.syntax, text, beforeContinuation(text, selection));
  const { before, start, end } = place;
  const last = before.at(-1);
  const opener = openBracket(before.map((token) => token.text));
  if (form.place === 'block' && opener === undefined) return blockEdit(form.text, text, selection);
  const isObject = form.place !== 'inline' && (opener !== '{' || /[:=;]$/.test(last?.text ?? ''));
  const code = isObject ? `{ ${form.text} }` : form.text;
  const isStatement =
    form.place === 'property' && (opener === undefined || last?.text.endsWith(';') === true);
  const needsLine = isStatement && last?.end === start && /[\w"'`)\]}]$/.test(last.text);
  const lead = isStatement ? '' : leadOf(form, text, place);
  if (lead !== '' && last && place.isBehindNote) {
    return {
      start: last.end,
      end: last.end,
      text: lead + code + trailOf(form, text, place).trim(),
    };
  }
  const trail = isStatement ? '' : trailOf(form, text, place);
  if (!place.isBehindNote && !(needsLine && /^(?:\r?\n|$)/.test(text.slice(end)))) {
    return { start, end, text: lead + code + trail };
  }
  return { start, end, text: lineEndOf(text) + indentation(text, start) + code + trail };
}

/** A cursor behind the sign that continues a line is moved before the sign. */
function beforeContinuation(text: string, { start, end }: Selection): Selection {
  const isBehind = start === end && /^[\\^]\r?\n/.test(text.slice(start - 1, start + 2));
  return isBehind ? { start: start - 1, end: end - 1 } : { start, end };
}

/** The bracket that is open at the end. */
function openBracket(tokens: readonly string[]): string | undefined {
  const open: string[] = [];
  for (const token of tokens) {
    if ('{[('.includes(token)) open.push(token);
    else if ('}])'.includes(token)) open.pop();
  }
  return open.at(-1);
}

function leadOf({ separator }: HeaderForm, text: string, place: Place): string {
  const last = place.before.at(-1);
  if (!last || isElsewhere(separator, text.slice(last.end, place.start))) return '';
  if (separator !== ' ' && /[{[(,:=;>]$/.test(last.text)) return '';
  return last.end === place.start || place.isBehindNote ? separator : separator.trimStart();
}

function trailOf({ separator }: HeaderForm, text: string, { end, next }: Place): string {
  // In a shell, a number sign in a word begins no comment.
  const blank = text.startsWith('#', end) ? ' ' : '';
  if (!next || isElsewhere(separator, text.slice(end, next.start))) return blank;
  if (/^[}\]),;]/.test(next.text)) return blank;
  return next.start === end ? separator : separator.trimEnd() + blank;
}

/** Whether the neighbour needs no separator, because it is on another line. */
function isElsewhere(separator: string, between: string): boolean {
  return !separator.startsWith(',') && between.includes('\n');
}

/** In the block style of YAML, the header gets a line of its own among the members or items there. */
function blockEdit(header: string, text: string, { start, end }: Selection): TextEdit {
  const eol = lineEndOf(text);
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const [line = ''] = text.slice(from).split(/\r?\n/, 1);
  const to = from + line.length;
  const code = line.slice(prefixOf(line).length);
  const prefix = code.startsWith('#') ? prefixOf(line).replace(/-\s*$/, '- ') : prefixOf(line);
  const [key] = /^(?:"[^"]*"|'[^']*'|[^"'{[#\s][^#]*?):(?=\s|$)/.exec(code) ?? [];
  const isItem = key === undefined && !code.startsWith('#');
  if (start <= from + prefix.length && text.slice(start, to).trim() !== '') {
    const around = prefixOf(text.slice(lineBelow(text, from)));
    return { start: from, end: from, text: around + header + eol };
  }
  const below = prefixOf(text.slice(lineBelow(text, to)));
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
  const own = blanks(prefixOf(text.slice(text.lastIndexOf('\n', at - 1) + 1)));
  const below = prefixOf(text.slice(lineBelow(text, at)));
  return below.length > own.length ? below : own;
}

/** The indentation of a line, with the signs of the list items that begin there. */
function prefixOf(line: string): string {
  return (/^(?:-(?=\s|$)|[^\S\r\n])*/.exec(line)?.[0] ?? '').replace(/-$/, '- ');
}

function blanks(prefix: string): string {
  return prefix.replaceAll('-', ' ');
}

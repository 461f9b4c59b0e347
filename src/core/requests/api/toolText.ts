import type { Route } from './routes.ts';

/** The text of an answer that an AI model may read: without secrets and invisible characters. */
export interface ToolText {
  /** Lines may be left out from the end. */
  readonly lines: readonly string[];
  /** How many lines come before the first entry of a page or list; absent for other answers. */
  readonly linesBefore?: number;
  /** The offset of the first entry of a page. */
  readonly offset?: number;
  /** The sizes of the parts of an object, the largest first. */
  readonly sizes: readonly (readonly [name: string, characters: number])[];
}

const longestText = 1000;

/** The fields of a search result that are shown. Reading the whole resource takes another call. */
const shownOfResult = [
  '_id',
  'title',
  'name',
  'type',
  'format',
  'abstract',
  'created',
  'modified',
  '_modified',
];

/**
 * The answer of a route as text. A page has one line with the counts, then one line per result; a list
 * has one line per entry. `included` is the value of `_include`.
 */
export function toolText(
  { answer: kind, path }: Route,
  answer: unknown,
  included: string,
  secret: string,
): ToolText {
  const clean = cleanerFor(secret);
  if (typeof answer === 'string') return { lines: clean(answer).split('\n'), sizes: [] };
  if (kind === 'page') {
    const shown = path === '/resources/search' && [...shownOfResult, ...included.split(',')];
    return pageText(answer, (each) => json(each, clean), shown || undefined);
  }
  if (Array.isArray(answer)) {
    const entries = answer.map((each: unknown) => json(each, clean));
    const total = JSON.stringify({ total: entries.length });
    return { lines: [total, ...entries], linesBefore: 1, sizes: [] };
  }
  const sizes = Object.entries(Object(answer) as object).map(
    ([name, value]) => [clean(name), json(value ?? null, clean).length] as const,
  );
  return {
    lines: json(answer, clean, 1).split('\n'),
    sizes: sizes.sort(([, size], [, other]) => other - size),
  };
}

function pageText(
  answer: unknown,
  line: (value: unknown) => string,
  shown: readonly string[] | undefined,
): ToolText {
  const { results, total, offset, limit } = Object(answer) as Record<string, unknown>;
  const all = Array.isArray(results) ? (results as unknown[]) : [];
  const from = Number(offset) || 0;
  const next = from + all.length;
  const hasMore = all.length > 0 && Number(total) > next;
  const numbers = { total, offset, limit, ...(hasMore && { nextOffset: next }) };
  return {
    lines: [line(numbers), ...all.map((each) => line(shown ? picked(each, shown) : each))],
    linesBefore: 1,
    offset: from,
    sizes: [],
  };
}

function picked(value: unknown, names: readonly string[]): unknown {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([name]) => names.includes(name)));
}

type Clean = (text: string) => string;

function json(value: unknown, clean: Clean, indent?: number): string {
  const text = JSON.stringify(
    value,
    (name, each: unknown) => {
      // Anyone with this key can read the share.
      if (name === 'urlToken') return '…';
      if (typeof each !== 'string') return each;
      const shown = clean(each);
      return shown.length > longestText ? `${shown.slice(0, longestText)}…` : shown;
    },
    indent,
  );
  // The name of a field may contain the secret, too.
  return clean(text);
}

/** Invisible and control characters, which could hide a text from the user. */
const unseen = /[\p{Cf}\p{Zl}\p{Zp}\p{DI}\0-\x08\x0b-\x1f\x7f-\x9f]/gu;

/** Removes invisible characters first, since they could divide the secret. */
function cleanerFor(secret: string): Clean {
  const forms = [secret, JSON.stringify(secret).slice(1, -1)].flatMap(formsOf);
  return (text) =>
    forms.reduce(
      (rest, form) => (form ? rest.replaceAll(form, '…') : rest),
      text.replace(unseen, ''),
    );
}

/**
 * The forms of the secret in a text: plain, percent-encoded, and base64 at any byte offset, without the
 * groups of four characters that depend on the neighbouring text.
 */
function formsOf(secret: string): readonly string[] {
  const base64 = [0, 1, 2].map((shift) =>
    btoa(' '.repeat(shift) + secret)
      .slice(shift && 4)
      .replace(/.{3}=$/, ''),
  );
  const encoded = encodeURIComponent(secret);
  const lower = encoded.replace(/%../g, (each) => each.toLowerCase());
  return [secret, encoded, lower, ...base64];
}

/** Counts the tokens, or characters, of a text. */
export type Measure = (text: string) => PromiseLike<number>;

/** The whole lines that fit into the budget. If lines are left out, the last line is `note`. */
export async function withinBudget(
  lines: readonly string[],
  budget: number,
  measure: Measure,
  note: (shown: number) => string,
): Promise<string> {
  const whole = lines.join('\n');
  if ((await measure(whole)) <= budget) return whole;
  const cut = (count: number) => [...lines.slice(0, count), note(count)].join('\n');
  let [fits, exceeds] = [0, lines.length];
  while (exceeds - fits > 1) {
    const middle = (fits + exceeds) >> 1;
    if ((await measure(cut(middle))) <= budget) fits = middle;
    else exceeds = middle;
  }
  return (await measure(cut(fits))) <= budget ? cut(fits) : '';
}

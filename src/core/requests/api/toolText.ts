/** The part of an answer that a model may read: within its budget, and without secrets. */

const longestText = 1000;

/** The fields of a search result; reading the whole resource is another call. */
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

/** One line with the counts, then one line per result. `included` is the value of `_include`. */
export function searchText(answer: unknown, included: string, secret: string): string {
  const { results, ...rest } = answer as { readonly results?: unknown };
  const shown = [...shownOfResult, ...included.split(',')];
  const { total, offset, limit } = rest as Record<string, unknown>;
  return [{ total, offset, limit }, ...(Array.isArray(results) ? (results as unknown[]) : [])]
    .map((each, index) => json(index === 0 ? each : picked(each, shown), secret))
    .join('\n');
}

export function resourceText(answer: unknown, secret: string): string {
  return json(answer, secret, 1);
}

function picked(value: unknown, names: readonly string[]): unknown {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([name]) => names.includes(name)));
}

function json(value: unknown, secret: string, indent?: number): string {
  const forms = [secret, JSON.stringify(secret).slice(1, -1)].flatMap(formsOf);
  const without = (text: string) =>
    forms.reduce((rest, form) => (form ? rest.replaceAll(form, '…') : rest), text);
  const text = JSON.stringify(
    value,
    (_name, each: unknown) => {
      if (typeof each !== 'string') return each;
      const safe = without(each);
      return safe.length > longestText ? `${safe.slice(0, longestText)}…` : safe;
    },
    indent,
  );
  // A name may contain the secret, too.
  return without(text);
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
  return [secret, encodeURIComponent(secret), ...base64];
}

/** Counts the tokens, or characters, of a text. */
export type Measure = (text: string) => PromiseLike<number>;

/** The whole lines of a text that fit into the budget, with a note if lines were left out. */
export async function withinBudget(
  text: string,
  budget: number,
  measure: Measure,
  note: string,
): Promise<string> {
  if ((await measure(text)) <= budget) return text;
  const lines = text.split('\n');
  const cut = (count: number) => [...lines.slice(0, count), note].join('\n');
  let [fits, exceeds] = [0, lines.length];
  while (exceeds - fits > 1) {
    const middle = (fits + exceeds) >> 1;
    if ((await measure(cut(middle))) <= budget) fits = middle;
    else exceeds = middle;
  }
  return (await measure(cut(fits))) <= budget ? cut(fits) : '';
}

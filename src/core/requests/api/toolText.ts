/** What a model may read of an answer: no more than it takes, and no secret. */

const longestText = 1000;

/** Of a result of a search; the whole resource is another call. */
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

/** One line for the numbers, one for each result. `included`: what `_include` has asked for. */
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
  // A name may hold anything, too.
  return without(text);
}

/**
 * As it is, in an address, and in base64 behind any number of bytes: without the groups of four signs
 * that depend on what stands before and behind.
 */
function formsOf(secret: string): readonly string[] {
  const base64 = [0, 1, 2].map((shift) =>
    btoa(' '.repeat(shift) + secret)
      .slice(shift && 4)
      .replace(/.{3}=$/, ''),
  );
  return [secret, encodeURIComponent(secret), ...base64];
}

/** How many tokens, or characters, a text takes. */
export type Measure = (text: string) => PromiseLike<number>;

/** The whole lines of a text that take no more than the budget, with a note where some are left out. */
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

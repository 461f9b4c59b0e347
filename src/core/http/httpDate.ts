/** RFC 9110 §5.6.7, the one form that servers may send. */
const form = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** The moment that a header names; `undefined` where it is missing or no date. */
export function parseHttpDate(text = ''): number | undefined {
  const moment = form.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(moment) ? undefined : moment;
}

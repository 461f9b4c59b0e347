/** RFC 9110 §5.6.7: the only form that servers may send. */
const form = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** The time in the header; `undefined` if it is missing or invalid. */
export function parseHttpDate(text = ''): number | undefined {
  const moment = form.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(moment) ? undefined : moment;
}

import { valueSummary } from '../../core/requests/api/routes.ts';
import { t, type TextKey } from '../host/l10n.ts';

/** An English line of the description in the user's language; the language files contain each of them. */
export const inWords = (summary: string) => t(summary as TextKey);

/** The meaning of a value of a parameter or filter; `undefined` if its name explains it. */
export function valueInWords(value: string): string | undefined {
  const summary = valueSummary(value);
  return summary === undefined ? undefined : inWords(summary);
}

import type { Filter } from '../../core/requests/api/filters.ts';
import { valueSummary, type Parameter, type Route } from '../../core/requests/api/routes.ts';
import { t, type TextKey } from '../host/l10n.ts';

/** The description's English lines in the user's language; the language files contain each of them. */
const inWords = (summary: string) => t(summary as TextKey);

export const routeInWords = ({ summary }: Route): string => inWords(summary);
export const groupInWords = ({ group }: Route): string => inWords(group);
export const parameterInWords = ({ summary }: Parameter): string => inWords(summary);
export const filterInWords = ({ summary }: Filter): string => inWords(summary);

/** The meaning of a value of a parameter or filter; `undefined` if its name explains it. */
export function valueInWords(value: string): string | undefined {
  const summary = valueSummary(value);
  return summary === undefined ? undefined : inWords(summary);
}

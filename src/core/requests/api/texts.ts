import { filters } from './filters.ts';
import { routes, tableRows } from './routes.ts';
import { parameterTable, valueTable } from './tables.ts';

/** Every English line of the description. They are the keys of its translations. */
export const describedTexts: ReadonlySet<string> = new Set([
  ...routes.flatMap(({ group, summary }) => [group, summary]),
  ...tableRows(parameterTable, 3).map((row) => row.at(-1) ?? ''),
  ...tableRows(valueTable, 1).map((row) => row.at(-1) ?? ''),
  ...filters.map(({ summary }) => summary),
]);

import { tokenVariable } from '../template.ts';
import type { Replacement } from './languages.ts';

const { env } = tokenVariable;

/** The name of a `.env` file, such as `.env.local` or `prod.env`. */
export const dotenvName = /(^|[\\/])\.env\.[\w-]+$|\.env$/i;

/** The notation of an environment variable in texts, by VS Code's language IDs. */
const texts: readonly (readonly [languages: string, text: string])[] = [
  ['json jsonc json5', `\${env:${env}}`],
  ['yaml dockercompose dotenv dockerfile', `\${${env}}`],
  ['bat', `%${env}%`],
  ['markdown plaintext ini properties toml xml html log', `$${env}`],
];

/** The concatenation with the variable in programs, and the quotes of their strings. */
const programs: readonly (readonly [language: string, quotes: string, text: string])[] = [
  ['java', '"', ` + System.getenv("${env}") + `],
  ['csharp', '"', ` + System.Environment.GetEnvironmentVariable("${env}") + `],
  ['go', '"', ` + os.Getenv("${env}") + `],
  ['php', `"'`, ` . getenv('${env}') . `],
];

/**
 * Replaces a token by the variable in a document that `variableFor` doesn't support. `undefined`:
 * the result might not be valid in that language.
 */
export function variableInPlace(
  languageId: string,
  fileName: string,
  line: string,
  start: number,
  end: number,
): Replacement | undefined {
  const id = dotenvName.test(fileName) ? 'dotenv' : languageId;
  const text = texts.find(([ids]) => ids.split(' ').includes(id))?.[1];
  if (text !== undefined) return { start, end, text };
  const [, quotes = '', joined = ''] = programs.find(([language]) => language === id) ?? [];
  const [before, after] = [line.slice(0, start), line.slice(end)];
  const quote = quotes
    .split('')
    .find((each) => before.split(each).length % 2 === 0 && after.includes(each));
  // Lines with escapes and other kinds of strings aren't parsed.
  if (quote === undefined || /\\|@"|"""/.test(line)) return undefined;
  return { start, end, text: quote + joined + quote };
}

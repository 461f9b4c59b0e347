import { tokenVariable } from '../template.ts';
import { openQuote, type Replacement } from './languages.ts';

const { env } = tokenVariable;

/** The name of a `.env` file, such as `.env.local` or `prod.env`. */
export const dotenvName = /(^|[\\/])\.env\.[\w-]+$|\.env$/i;

/** The names of the environment files of JetBrains' and httpYac's clients. */
export const clientFileName = /http-client(\.private)?\.env\.json$/i;

/** The notation of an environment variable in texts, by VS Code's language IDs and the names of files. */
const texts: readonly (readonly [languages: string, text: string])[] = [
  ['http-client', `{{$processEnv ${env}}}`],
  ['json jsonc json5', `\${env:${env}}`],
  ['yaml dockercompose dotenv dockerfile', `\${${env}}`],
  ['bat', `%${env}%`],
  ['markdown plaintext ini properties toml xml html log', `$${env}`],
];

/**
 * The concatenation with the variable in programs, the quotes of their strings, and the function that
 * concatenates where no operator does.
 */
const programs: readonly (readonly [
  language: string,
  quotes: string,
  text: string,
  call?: string,
])[] = [
  ['java', '"', ` + System.getenv("${env}") + `],
  ['csharp', '"', ` + System.Environment.GetEnvironmentVariable("${env}") + `],
  ['go', '"', ` + os.Getenv("${env}") + `],
  ['php', `"'`, ` . getenv('${env}') . `],
  ['ruby', `"'`, ` + ENV.fetch("${env}") + `],
  ['r', `"'`, `, Sys.getenv("${env}"), `, 'paste0('],
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
  const id = clientFileName.test(fileName)
    ? 'http-client'
    : dotenvName.test(fileName)
      ? 'dotenv'
      : languageId;
  const reference = texts.find(([ids]) => ids.split(' ').includes(id))?.[1];
  if (reference !== undefined) return { start, end, text: reference };
  const [, quotes = '', joined = '', call] = programs.find(([language]) => language === id) ?? [];
  const opening = openQuote(line.slice(0, start));
  const quote = line[opening];
  if (quote === undefined || !quotes.includes(quote)) return undefined;
  const closing = line.indexOf(quote, end);
  if (closing < 0) return undefined;
  // Lines with escapes and other kinds of strings aren't parsed.
  if (/\\|@"|"""|\br["']/i.test(line)) return undefined;
  const text = quote + joined + quote;
  if (!call) return { start, end, text };
  const whole = line.slice(opening, start) + text + line.slice(end, closing + 1);
  return { start: opening, end: closing + 1, text: `${call}${whole})` };
}

import { dotenvName } from '../languages/inPlace.ts';
import type { Syntax } from './tokens.ts';

/** How a language writes the bearer header with the variable in place of the token. */
export interface HeaderForm {
  readonly text: string;
  /**
   * `line`: on a line of its own. `property`: a member of an object. `block`: the same in brackets, and a
   * line with its indentation elsewhere.
   */
  readonly place: 'block' | 'inline' | 'line' | 'property';
  readonly syntax: Syntax;
  /** Between the header and its neighbours. A comma is needed on any line, the others only within one. */
  readonly separator: '' | ' ' | ', ' | '; ';
}

const variable = 'ISOGEO_ACCESS_TOKEN';

/** Keyed by VS Code's language IDs. */
const forms: readonly (readonly [
  languages: string,
  place: HeaderForm['place'],
  syntax: Syntax,
  separator: HeaderForm['separator'],
  text: string,
])[] = [
  ['http rest', 'line', 'words', '', `Authorization: Bearer {{$processEnv ${variable}}}`],
  ['dotenv', 'line', 'words', '', `AUTHORIZATION="Bearer \${${variable}}"`],
  [
    'http-client.env.json',
    'property',
    'script',
    ', ',
    `"Authorization": "Bearer {{$processEnv ${variable}}}"`,
  ],
  ['json jsonc json5', 'property', 'script', ', ', `"Authorization": "Bearer \${env:${variable}}"`],
  [
    'javascript javascriptreact typescript typescriptreact',
    'property',
    'script',
    ', ',
    `Authorization: \`Bearer \${process.env.${variable}}\``,
  ],
  ['python', 'property', 'python', ', ', `"Authorization": f"Bearer {os.environ['${variable}']}"`],
  ['yaml', 'block', 'shell', ', ', `Authorization: "Bearer \${${variable}}"`],
  [
    'shellscript dockerfile',
    'inline',
    'shell',
    ' ',
    `--header "Authorization: Bearer $${variable}"`,
  ],
  ['bat', 'inline', 'shell', ' ', `--header "Authorization: Bearer %${variable}%"`],
  ['powershell', 'inline', 'shell', '; ', `'Authorization' = "Bearer $env:${variable}"`],
  [
    'r',
    'inline',
    'python',
    ', ',
    `httr::add_headers(Authorization = paste("Bearer", Sys.getenv("${variable}")))`,
  ],
  [
    'java',
    'inline',
    'script',
    '',
    `.header("Authorization", "Bearer " + System.getenv("${variable}"))`,
  ],
  [
    'csharp',
    'inline',
    'script',
    ' ',
    `request.Headers.Add("Authorization", "Bearer " + System.Environment.GetEnvironmentVariable("${variable}"));`,
  ],
  [
    'go',
    'inline',
    'script',
    '; ',
    `req.Header.Set("Authorization", "Bearer "+os.Getenv("${variable}"))`,
  ],
  ['php', 'inline', 'script', ', ', `'Authorization: Bearer ' . getenv('${variable}')`],
  ['ruby', 'inline', 'shell', ', ', `"Authorization" => "Bearer #{ENV.fetch("${variable}")}"`],
];

/** The form for a document; the environment file of an HTTP client is recognised by its name. */
export function headerFormFor(languageId: string, fileName: string): HeaderForm {
  // The environment files of JetBrains' and httpYac's clients.
  const id = /http-client(\.private)?\.env\.json$/i.test(fileName)
    ? 'http-client.env.json'
    : /\.(http|rest)$/i.test(fileName)
      ? 'http'
      : dotenvName.test(fileName)
        ? 'dotenv'
        : languageId;
  const [
    ,
    place = 'inline',
    syntax = 'words',
    separator = ' ',
    text = `Authorization: Bearer $${variable}`,
  ] = forms.find(([languages]) => languages.split(' ').includes(id)) ?? [];
  return { text, place, syntax, separator };
}

import { clientFileName, dotenvName } from '../languages/inPlace.ts';
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
  text: string,
  place: HeaderForm['place'],
  syntax?: Syntax,
  separator?: HeaderForm['separator'],
])[] = [
  ['http rest', `Authorization: Bearer {{$processEnv ${variable}}}`, 'line'],
  ['dotenv', `AUTHORIZATION="Bearer \${${variable}}"`, 'line'],
  [
    'http-client.env.json',
    `"Authorization": "Bearer {{$processEnv ${variable}}}"`,
    'property',
    'script',
    ', ',
  ],
  ['json jsonc json5', `"Authorization": "Bearer \${env:${variable}}"`, 'property', 'script', ', '],
  [
    'javascript javascriptreact typescript typescriptreact',
    `Authorization: \`Bearer \${process.env.${variable}}\``,
    'property',
    'script',
    ', ',
  ],
  ['python', `"Authorization": f"Bearer {os.environ['${variable}']}"`, 'property', 'python', ', '],
  ['yaml', `Authorization: "Bearer \${${variable}}"`, 'block', 'shell', ', '],
  [
    'shellscript dockerfile',
    `--header "Authorization: Bearer $${variable}"`,
    'inline',
    'shell',
    ' ',
  ],
  ['bat', `--header "Authorization: Bearer %${variable}%"`, 'inline', 'shell', ' '],
  ['powershell', `'Authorization' = "Bearer $env:${variable}"`, 'inline', 'shell', '; '],
  [
    'r',
    `httr::add_headers(Authorization = paste("Bearer", Sys.getenv("${variable}")))`,
    'inline',
    'python',
    ', ',
  ],
  [
    'java',
    `.header("Authorization", "Bearer " + System.getenv("${variable}"))`,
    'inline',
    'script',
    '',
  ],
  [
    'csharp',
    `request.Headers.Add("Authorization", "Bearer " + System.Environment.GetEnvironmentVariable("${variable}"));`,
    'inline',
    'script',
    ' ',
  ],
  [
    'go',
    `req.Header.Set("Authorization", "Bearer "+os.Getenv("${variable}"))`,
    'inline',
    'script',
    '; ',
  ],
  ['php', `'Authorization: Bearer ' . getenv('${variable}')`, 'inline', 'script', ', '],
  ['ruby', `"Authorization" => "Bearer #{ENV.fetch("${variable}")}"`, 'inline', 'shell', ', '],
];

/** The form for a document; the environment file of an HTTP client is recognised by its name. */
export function headerFormFor(languageId: string, fileName: string): HeaderForm {
  const id = clientFileName.test(fileName)
    ? 'http-client.env.json'
    : /\.(http|rest)$/i.test(fileName)
      ? 'http'
      : dotenvName.test(fileName)
        ? 'dotenv'
        : languageId;
  const [
    ,
    text = `Authorization: Bearer $${variable}`,
    place = 'inline',
    syntax = 'words',
    separator = ' ',
  ] = forms.find(([languages]) => languages.split(' ').includes(id)) ?? [];
  return { text, place, syntax, separator };
}

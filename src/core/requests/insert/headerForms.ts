import { dotenvName } from '../languages/inPlace.ts';

/** How a language writes the bearer header with the variable in place of the token. */
interface HeaderForm {
  readonly text: string;
  /** `line`: on a line of its own. `property`: a member of an object, with the necessary commas. */
  readonly place: 'inline' | 'line' | 'property';
}

const variable = 'ISOGEO_ACCESS_TOKEN';

/** Keyed by VS Code's language IDs. */
const forms: readonly (readonly [languages: string, place: HeaderForm['place'], text: string])[] = [
  ['http rest', 'line', `Authorization: Bearer {{$processEnv ${variable}}}`],
  ['dotenv', 'line', `AUTHORIZATION="Bearer \${${variable}}"`],
  ['json jsonc json5', 'property', `"Authorization": "Bearer \${env:${variable}}"`],
  [
    'javascript javascriptreact typescript typescriptreact',
    'property',
    `Authorization: \`Bearer \${process.env.${variable}}\``,
  ],
  ['python', 'property', `"Authorization": f"Bearer {os.environ['${variable}']}"`],
  ['yaml', 'inline', `Authorization: "Bearer \${${variable}}"`],
  ['shellscript dockerfile', 'inline', `--header "Authorization: Bearer $${variable}"`],
  ['bat', 'inline', `--header "Authorization: Bearer %${variable}%"`],
  ['powershell', 'inline', `'Authorization' = "Bearer $env:${variable}"`],
  ['r', 'inline', `httr::add_headers(Authorization = paste("Bearer", Sys.getenv("${variable}")))`],
  ['java', 'inline', `.header("Authorization", "Bearer " + System.getenv("${variable}"))`],
  [
    'csharp',
    'inline',
    `request.Headers.Add("Authorization", "Bearer " + System.Environment.GetEnvironmentVariable("${variable}"));`,
  ],
  ['go', 'inline', `req.Header.Set("Authorization", "Bearer "+os.Getenv("${variable}"))`],
  ['php', 'inline', `'Authorization: Bearer ' . getenv('${variable}')`],
  ['ruby', 'inline', `"Authorization" => "Bearer #{ENV.fetch("${variable}")}"`],
];

/** The form for a document; the environment file of an HTTP client is recognised by its name. */
export function headerFormFor(languageId: string, fileName: string): HeaderForm {
  // The environment files of JetBrains' and httpYac's clients.
  if (/http-client(\.private)?\.env\.json$/i.test(fileName)) {
    return { text: `"Authorization": "Bearer {{$processEnv ${variable}}}"`, place: 'property' };
  }
  const id = /\.(http|rest)$/i.test(fileName)
    ? 'http'
    : dotenvName.test(fileName)
      ? 'dotenv'
      : languageId;
  const [, place = 'inline', text = `Authorization: Bearer $${variable}`] =
    forms.find(([languages]) => languages.split(' ').includes(id)) ?? [];
  return { text, place };
}

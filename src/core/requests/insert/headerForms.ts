/** How a language writes the bearer header with the variable in place of the token. */
interface HeaderForm {
  readonly text: string;
  /** `line`: on a line of its own. `property`: a member of an object, with the necessary commas. */
  readonly place: 'inline' | 'line' | 'property';
  /** An import that the text needs. */
  readonly import?: string;
}

const variable = 'ISOGEO_ACCESS_TOKEN';

const shell: HeaderForm = {
  text: `--header "Authorization: Bearer $${variable}"`,
  place: 'inline',
};
const javaScript: HeaderForm = {
  text: `Authorization: \`Bearer \${process.env.${variable}}\``,
  place: 'property',
};
const http: HeaderForm = {
  text: `Authorization: Bearer {{$processEnv ${variable}}}`,
  place: 'line',
};
const json: HeaderForm = {
  text: `"Authorization": "Bearer \${env:${variable}}"`,
  place: 'property',
};

/** Keyed by VS Code's language ID. */
const forms: Readonly<Record<string, HeaderForm>> = {
  http,
  rest: http,
  json,
  jsonc: json,
  json5: json,
  yaml: { text: `Authorization: "Bearer \${${variable}}"`, place: 'inline' },
  shellscript: shell,
  dockerfile: shell,
  bat: { text: `--header "Authorization: Bearer %${variable}%"`, place: 'inline' },
  dotenv: { text: `AUTHORIZATION="Bearer \${${variable}}"`, place: 'line' },
  javascript: javaScript,
  javascriptreact: javaScript,
  typescript: javaScript,
  typescriptreact: javaScript,
  python: {
    text: `"Authorization": f"Bearer {os.environ['${variable}']}"`,
    place: 'property',
    import: 'import os',
  },
  powershell: { text: `'Authorization' = "Bearer $env:${variable}"`, place: 'inline' },
  r: {
    text: `httr::add_headers(Authorization = paste("Bearer", Sys.getenv("${variable}")))`,
    place: 'inline',
  },
  java: {
    text: `.header("Authorization", "Bearer " + System.getenv("${variable}"))`,
    place: 'inline',
  },
  csharp: {
    text: `request.Headers.Add("Authorization", "Bearer " + System.Environment.GetEnvironmentVariable("${variable}"));`,
    place: 'inline',
  },
  go: {
    text: `req.Header.Set("Authorization", "Bearer "+os.Getenv("${variable}"))`,
    place: 'inline',
  },
  php: { text: `'Authorization: Bearer ' . getenv('${variable}')`, place: 'inline' },
  ruby: { text: `"Authorization" => "Bearer #{ENV.fetch("${variable}")}"`, place: 'inline' },
};

const plain: HeaderForm = { text: `Authorization: Bearer $${variable}`, place: 'inline' };

/** The form for a document; the environment file of an HTTP client is recognised by its name. */
export function headerFormFor(languageId: string, fileName: string): HeaderForm {
  if (/\.(http|rest)$/i.test(fileName)) return http;
  if (/(^|[\\/])\.env(\.[\w-]+)?$|\.env$/i.test(fileName)) return forms['dotenv'] ?? plain;
  // The environment files of JetBrains' and httpYac's clients.
  if (/http-client(\.private)?\.env\.json$/i.test(fileName)) {
    return { text: `"Authorization": "Bearer {{$processEnv ${variable}}}"`, place: 'property' };
  }
  return Object.hasOwn(forms, languageId) ? (forms[languageId] ?? plain) : plain;
}

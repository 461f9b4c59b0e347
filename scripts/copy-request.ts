import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isogeoPlatforms } from '../src/core/platform/endpoints.ts';
import { copyAt, type NotCopied } from '../src/core/requests/copy.ts';
import { environmentsIn } from '../src/core/requests/file/environments.ts';
import { readRequestText, startsIn } from '../src/core/requests/file/requestDocument.ts';
import { languages } from '../src/core/requests/languages/languages.ts';
import { decodeText } from '../src/core/text/text.ts';
import { refusalInWords, unwritableInWords } from '../src/vscode/requests/refusalWords.ts';

const usage =
  'Usage: npm run -s copy-request -- <file.http> --line <number> ' +
  '--as curl|powershell|python|javascript|http [--env NAME=VALUE …] [--platform <API address>]\n' +
  '       npm run -s copy-request -- <file.http> --starts';

function main(args: readonly string[]): string {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      line: { type: 'string' },
      as: { type: 'string' },
      env: { type: 'string', multiple: true },
      platform: { type: 'string' },
      starts: { type: 'boolean' },
    },
  });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new Error(usage);
  const file = resolve(callersFolder(), path);
  if (!existsSync(file)) throw new Error(`There is no file ${path}.`);
  const document = readRequestText(readFileSync(file, 'utf8').replace(/^\ufeff/, ''));
  if (values.starts)
    return startsIn(document)
      .map((line) => `${line + 1}\n`)
      .join('');

  const line = Number(values.line);
  const language = languages.find((each) => each === values.as);
  if (!Number.isSafeInteger(line) || line < 1 || !language) throw new Error(usage);
  const given = { answers: answersIn(values.env ?? []), environment: environmentBeside(file) };
  const platform = values.platform ?? isogeoPlatforms.prod.api;
  if (!URL.parse(platform)) throw new Error(`${platform} isn't an address.`);
  const copied = copyAt(document, line - 1, language, given, new URL(platform).origin);
  if (copied.ok) return copied.value;
  throw new Error(reasonInWords(copied.failure, language));
}

/** npm runs scripts in the project's folder, and says where it was called. */
function callersFolder(): string {
  const { INIT_CWD: folder = '.', npm_lifecycle_event: script } = process.env;
  return script === 'copy-request' ? folder : '.';
}

function reasonInWords(reason: NotCopied, language: string): string {
  if (reason.reason === 'nothing') return 'There is no request at this line.';
  return 'line' in reason || 'names' in reason
    ? refusalInWords(reason, english)
    : unwritableInWords(reason, language, english);
}

function english(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)]));
}

function answersIn(pairs: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new Error(`--env takes NAME=VALUE, not ${pair}.`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function environmentBeside(file: string): ReadonlyMap<string, string> {
  const read = (name: string) => {
    try {
      const text = decodeText(readFileSync(join(dirname(file), name)));
      return text.ok ? text.value : '';
    } catch {
      return '';
    }
  };
  const [json, privateJson] = [read('http-client.env.json'), read('http-client.private.env.json')];
  return environmentsIn({ json, privateJson, dotenv: read('.env') }).variables(undefined);
}

try {
  process.stdout.write(main(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

import { readFileSync, writeFileSync } from 'node:fs';
import { table, withPart } from './lib/markdown.ts';
import { inProject } from './lib/project.ts';

/**
 * Updates the READMEs' tables of commands and settings from the manifest, between
 * `<!-- commands -->` or `<!-- settings -->` and their ends. The descriptions of commands are written by hand
 * and kept. Without `--write`, a difference is an error.
 */
interface Setting {
  readonly default: unknown;
  readonly markdownDescription: string;
}

interface Contributions {
  readonly commands: readonly { readonly command: string; readonly title: string }[];
  readonly configuration: readonly {
    readonly properties: Readonly<Record<string, Setting>>;
  }[];
}

const languages = [
  {
    file: 'README.md',
    texts: 'package.nls.json',
    commandHeads: ['Command', 'What it does'],
    settingHeads: ['Setting', 'Default', 'Meaning'],
  },
  {
    file: 'README.fr.md',
    texts: 'package.nls.fr.json',
    commandHeads: ['Commande', 'Ce qu’elle fait'],
    settingHeads: ['Réglage', 'Défaut', 'Sens'],
  },
] as const;

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(inProject(file), 'utf8'));
}

function cellsOf(line: string): string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** A short table; the settings editor has the full text. */
function firstSentence(text: string): string {
  return /^.*?[^.]\.(?=\s|$)/.exec(text)?.[0] ?? text;
}

const problems: string[] = [];
const { contributes } = readJson('package.json') as { readonly contributes: Contributions };
for (const { file, texts, commandHeads, settingHeads } of languages) {
  const nls = readJson(texts) as Readonly<Record<string, string>>;
  const localised = (text: string): string => nls[text.replaceAll('%', '')] ?? text;

  const commandTable = (old: string): string => {
    const written = new Map(old.split('\n').map((line) => cellsOf(line) as [string, string]));
    const rows = contributes.commands.map(({ title }) => {
      const name = `**Isogeo: ${localised(title)}**`;
      const does = written.get(name);
      if (does === undefined) problems.push(`${file}: nothing says what ${name} does`);
      return [name, does ?? '…'];
    });
    return table([commandHeads, ...rows]);
  };
  const settingTable = (): string => {
    const rows = contributes.configuration.flatMap(({ properties }) =>
      Object.entries(properties).map(([name, setting]) => [
        `\`${name}\``,
        `\`${JSON.stringify(setting.default)}\``,
        firstSentence(localised(setting.markdownDescription))
          .replace(/\[([^\]]*)\]\(command:[^)]*\)/g, '$1')
          .replaceAll('`#', '`')
          .replaceAll('#`', '`')
          .replace(/\s*\n+\s*/g, ' ')
          .replaceAll('|', '\\|'),
      ]),
    );
    return table([settingHeads, ...rows]);
  };

  const before = readFileSync(inProject(file), 'utf8');
  const after = withPart(withPart(before, 'commands', commandTable), 'settings', settingTable);
  if (after === before) continue;
  if (process.argv.includes('--write')) writeFileSync(inProject(file), after);
  else problems.push(`${file}: its tables differ from the manifest; run \`npm run readme\``);
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

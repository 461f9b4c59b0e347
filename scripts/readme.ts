import { readFileSync, writeFileSync } from 'node:fs';
import { table, withPart } from './lib/markdown.ts';
import { hasFlag, inProject } from './lib/project.ts';

/**
 * Updates the READMEs' tables of commands and settings from the manifest, between
 * `<!-- commands -->` or `<!-- settings -->` and their ends. The descriptions of commands are written by hand
 * and kept. Without `--write`, a difference is an error. So is a name or a message that the extension
 * doesn't show.
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
    suffix: '',
    commandHeads: ['Command', 'What it does'],
    settingHeads: ['Setting', 'Default', 'Meaning'],
  },
  {
    suffix: '.fr',
    commandHeads: ['Commande', 'Ce qu’elle fait'],
    settingHeads: ['Paramètre', 'Par défaut', 'Signification'],
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

/**
 * The names in bold, and the messages in the first column of their table, that the extension doesn't show.
 * `…` in a message stands for a value. A sentence in bold is no name.
 */
function namesNotIn(shown: readonly string[], page: string): readonly string[] {
  const flat = (text: string): string => text.replace(/\s+/g, ' ');
  const names = [...page.matchAll(/\*\*([^*]+)\*\*/g)]
    .map(([, name = '']) => flat(name).replace(/^Isogeo: /, ''))
    .filter((name) => !name.endsWith('.'));
  const messageTable = /^\| Message .*\n\|.*\n((?:\|.*\n)+)/m.exec(page)?.[1] ?? '';
  const messages = messageTable.split('\n').flatMap((line) => cellsOf(line)[0] ?? []);
  const texts = shown.map((text) => flat(text).replace(/\{\d+\}/g, '…'));
  return [
    ...names.filter((name) => !texts.includes(name)),
    ...messages.filter((message) => !texts.some((text) => text.includes(flat(message)))),
  ];
}

const problems: string[] = [];
const { contributes } = readJson('package.json') as { readonly contributes: Contributions };
for (const { suffix, commandHeads, settingHeads } of languages) {
  const file = `README${suffix}.md`;
  const nls = readJson(`package.nls${suffix}.json`) as Readonly<Record<string, string>>;
  const bundle = readJson(`l10n/bundle.l10n${suffix}.json`) as typeof nls;
  const shown = [...Object.values(nls), ...Object.values(bundle)];
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
  problems.push(...namesNotIn(shown, before).map((name) => `${file}: no text of ours is: ${name}`));
  const after = withPart(withPart(before, 'commands', commandTable), 'settings', settingTable);
  if (after === before) continue;
  if (hasFlag('write')) writeFileSync(inProject(file), after);
  else problems.push(`${file}: its tables differ from the manifest; run \`npm run readme\``);
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

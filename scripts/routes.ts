import { readFileSync } from 'node:fs';
import { routes, type Route } from '../src/core/requests/api/routes.ts';
import { inProject } from './lib/project.ts';

/**
 * Prints the documented routes of the description as a table, and how many of the routes of docs/api.md
 * it has. Ends with 1 if one is missing on either side.
 */
const [, section = ''] = readFileSync(inProject('docs', 'api.md'), 'utf8').split(
  /^## Documented routes\n/m,
);
const documented = (section.split('\n## ')[0] ?? '')
  .split('\n')
  .flatMap((line) => /^\| `([^`]+)`/.exec(line)?.[1] ?? []);

function nameOf({ method, server, path }: Route): string {
  return `${method} ${server === 'identity' ? '{identity}' : ''}${path}`;
}

const described = routes.filter(({ isDocumented }) => isDocumented);
const names = described.map(nameOf);
const rows = described.map((route) => {
  const parameters = route.parameters.filter(({ in: where }) => where !== 'path');
  const cells = [nameOf(route), route.who, parameters.map(({ name }) => name).join(' ')];
  return `| ${[...cells, route.answer, documented.includes(nameOf(route)) ? 'yes' : 'NO'].join(' | ')} |`;
});
const missing = documented.filter((name) => !names.includes(name));
const both = documented.length - missing.length;
process.stdout.write(
  [
    '| route | who | parameters | answer | in docs/api.md |',
    '| - | - | - | - | - |',
    ...rows,
    '',
    `${both} of ${documented.length}`,
    ...missing.map((name) => `Not described: ${name}`),
    '',
  ].join('\n'),
);
if (missing.length > 0 || both !== names.length) process.exitCode = 1;

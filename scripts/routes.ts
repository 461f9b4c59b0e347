import { readFileSync } from 'node:fs';
import { routes } from '../src/core/requests/api/routes.ts';
import { table } from './lib/markdown.ts';
import { inProject } from './lib/project.ts';

/** Prints the documented routes as a table, and how many of them docs/api.md has. A test compares the rest. */
const page = readFileSync(inProject('docs', 'api.md'), 'utf8');
const rows = routes
  .filter(({ isDocumented }) => isDocumented)
  .map(({ method, server, path, who, parameters, answer }) => {
    const name = `${method} ${server === 'identity' ? '{identity}' : ''}${path}`;
    const others = parameters.filter((parameter) => parameter.in !== 'path');
    const isOnPage = page.includes(`\n| \`${name}\` `);
    return [name, who, others.map((each) => each.name).join(' '), answer, isOnPage ? 'yes' : 'NO'];
  });
const onPage = rows.filter((row) => row.at(-1) === 'yes').length;
console.log(table([['route', 'who', 'parameters', 'answer', 'in docs/api.md'], ...rows]));
console.log(`\n${onPage} of ${rows.length}`);
process.exitCode = onPage === rows.length ? 0 : 1;

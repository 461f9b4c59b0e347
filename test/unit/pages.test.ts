import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };
import rooms from '../../src/rooms.json' with { type: 'json' };

const root = fileURLToPath(new URL('../..', import.meta.url));
const textOf = (page: string) => readFileSync(join(root, page), 'utf8');

const pages = globSync(['*.md', 'docs/*.md', 'tools/*/README.md', 'test/*/README.md'], {
  cwd: root,
}).map((page) => page.replaceAll('\\', '/'));

/** Files and folders, from the root of the project. */
const paths = globSync(
  ['*', '.vscode/*', '.ci/*', '{src,test,scripts,docs,tools,media,l10n,schemas}/**'],
  { cwd: root, exclude: (name) => name.endsWith('node_modules') },
).map((path) => path.replaceAll('\\', '/'));

/** Not in the project: the example of CONTRIBUTING, a removed script, and files in users' folders. */
const elsewhere =
  /copyClientId|^scripts\/scale\.ts$|^(\.build|dist)\/|^client_secrets\.json$|^http-client\./;

/** The code spans of a page, without its blocks of code. */
function codeIn(page: string): readonly string[] {
  const text = textOf(page).replace(/```.*?```/gs, '');
  return Array.from(text.matchAll(/`([^`\n]+)`/g), ([, code = '']) => code);
}

function isPath(code: string): boolean {
  return (
    /^[\w.-]+\.(ts|mjs|json|js|md)$/.test(code) ||
    /^(src|test|scripts|docs|tools|core|session|node|vscode)\/[\w./-]*$/.test(code)
  );
}

describe('the pages of the project', () => {
  for (const page of pages) {
    it(`each file and folder of the project that ${page} names exists`, () => {
      const named = codeIn(page).filter((code) => isPath(code) && !elsewhere.test(code));
      const missing = named.filter((code) => {
        const path = code.replace(/\/$/, '');
        return !paths.some((each) => each === path || each.endsWith(`/${path}`));
      });
      assert.deepEqual(missing, []);
    });
  }

  it('CONTRIBUTING names each npm script, and no npm script that doesn’t exist', () => {
    const named = Array.from(
      textOf('CONTRIBUTING.md').matchAll(
        /npm (?:run (?:-s )?)?((?<=run |-s )[a-z0-9-]+|start|test)/g,
      ),
      ([, script = '']) => script,
    );
    const scripts = Object.keys(manifest.scripts);
    assert.deepEqual(
      scripts.filter((script) => !named.includes(script)),
      [],
    );
    assert.deepEqual(
      named.filter((script) => !scripts.includes(script)),
      [],
    );
  });

  it('the tables of dependencies in CONTRIBUTING have exactly the packages of package.json, without their types', () => {
    const [, tables = ''] = textOf('CONTRIBUTING.md').split('## Dependencies');
    const named = Array.from(tables.matchAll(/^\| (`.*?) +\|/gm), ([, cell = '']) =>
      cell.split(', ').map((code) => code.replaceAll('`', '')),
    ).flat();
    const needed = Object.keys(manifest.devDependencies).filter(
      (name) => !name.startsWith('@types/'),
    );
    assert.deepEqual(named.toSorted(), needed.toSorted());
  });

  it('ARCHITECTURE describes each room of src', () => {
    const described = codeIn('ARCHITECTURE.md');
    for (const [layer, names] of Object.entries(rooms)) {
      for (const room of Object.keys(names)) assert.ok(described.includes(`${layer}/${room}/`));
    }
  });
});

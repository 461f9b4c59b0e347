import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { isInstalled, projectRoot } from '../../scripts/bootstrap.mjs';
import { temporaryFolder } from '../../tools/registry-vscode/system/cleanup.ts';

type Packages = Readonly<Record<string, { version: string; integrity?: string; optional?: true }>>;

describe('the dependencies of a clone', () => {
  const folder = temporaryFolder();
  after(() => {
    folder.remove();
  });

  function clone(wanted: Packages, installed?: Packages): string {
    const root = join(folder.path, String(Math.random()));
    mkdirSync(join(root, 'node_modules'), { recursive: true });
    const write = (name: string, packages: Packages): void => {
      writeFileSync(join(root, name), JSON.stringify({ lockfileVersion: 3, packages }));
    };
    write('package-lock.json', { '': { version: '0.1.0' }, ...wanted });
    if (installed) write('node_modules/.package-lock.json', installed);
    return root;
  }

  const first = { 'node_modules/first': { version: '1.0.0', integrity: 'sha512-a' } };
  const second = { 'node_modules/second': { version: '2.0.0', integrity: 'sha512-b' } };
  const ofAnotherSystem = { 'node_modules/x': { version: '1.0.0', optional: true } } as const;

  it('the check for installed packages succeeds in this clone of the project, in which npm ci has run', () => {
    assert.equal(isInstalled(projectRoot), true);
  });

  it('the check for installed packages succeeds if only an optional package is missing', () => {
    assert.equal(isInstalled(clone({ ...first, ...ofAnotherSystem }, first)), true);
  });

  it('the check for installed packages fails in a fresh clone, in which nothing is installed', () => {
    assert.equal(isInstalled(clone(first)), false);
  });

  it('the check for installed packages fails if the lock file has a package that isn’t installed', () => {
    assert.equal(isInstalled(clone({ ...first, ...second }, first)), false);
  });

  it('the check for installed packages fails if an installed package has another version or checksum than in the lock file', () => {
    const [path] = Object.keys(first);
    const other = (change: object) => ({
      [path ?? '']: { ...first['node_modules/first'], ...change },
    });
    assert.equal(isInstalled(clone(first, other({ version: '1.0.1' }))), false);
    assert.equal(isInstalled(clone(first, other({ integrity: 'sha512-c' }))), false);
  });

  it('the check for installed packages fails if a package is installed that the lock file lacks', () => {
    assert.equal(isInstalled(clone(first, { ...first, ...second })), false);
  });
});

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import manifest from '../../package.json' with { type: 'json' };
import { projectRoot } from '../../scripts/bootstrap.mjs';
import { withoutRelativeLinks } from '../../scripts/lib/markdown.ts';
import { isCredentialsIni } from '../../src/core/credentials/iniName.ts';

/** The regular expression in `resourceFilename =~ /…/`. */
function nameIn(when: string): RegExp {
  const source = /^resourceFilename =~ \/(.*)\/$/.exec(when)?.[1];
  assert.ok(source, when);
  return new RegExp(source);
}

describe('Load Credentials File in the menus', () => {
  const { menus } = manifest.contributes;
  for (const [menu, [entry]] of Object.entries({
    'in the Explorer': menus['explorer/context'],
    'above the editor': menus['editor/title'],
  })) {
    const offers = (name: string) => nameIn(entry?.when ?? '').test(name);

    it(`the menu item Load Credentials File ${menu} is shown for file names that begin with client_secrets and end in .json or .ini`, () => {
      for (const name of [
        'client_secrets.json',
        'client_secrets.ini',
        'client_secrets_group.json',
        'client_secrets.qa.ini',
        'client_secrets (1).json',
      ]) {
        assert.ok(offers(name), name);
      }
    });

    it(`the menu item Load Credentials File ${menu} isn’t shown for file names such as client_secret.json, client_secrets.txt and package.json`, () => {
      for (const name of [
        'client_secret.json',
        'my_client_secrets.json',
        'client_secrets.json.bak',
        'client_secrets.txt',
        'client_secretsjson',
        'Client_Secrets.json',
        'package.json',
        'settings.ini',
      ]) {
        assert.ok(!offers(name), name);
      }
    });

    it(`the menu item Load Credentials File ${menu} and the extension’s own check accept the same of four INI file names`, () => {
      for (const name of ['client_secrets.ini', 'client_secrets-a.ini', 'a.ini', 'client.ini']) {
        const uri = { scheme: 'file', path: `/folder/${name}` };
        assert.equal(offers(name), isCredentialsIni({ uri }), name);
      }
    });
  }
});

it('fault 38: no setting of the extension can be set by a workspace', () => {
  const scopes = manifest.contributes.configuration.flatMap(({ properties }) =>
    Object.entries(properties).map(([name, { scope }]) => [name, scope] as const),
  );
  assert.ok(scopes.length > 0);
  // With any other scope, a folder could decide where a secret is sent and who can read it.
  assert.deepEqual(
    scopes.filter(([, scope]) => scope !== 'application' && scope !== 'machine'),
    [],
  );
});

it('the walkthrough has as many pictures as steps, and the pictures use VS Code’s theme colours, but no style sheets or style attributes', () => {
  const pictures = globSync('media/walkthrough/*.svg', { cwd: projectRoot });
  assert.equal(pictures.length, manifest.contributes.walkthroughs[0]?.steps.length);
  for (const picture of pictures) {
    const text = readFileSync(join(projectRoot, picture), 'utf8');
    assert.doesNotMatch(text, /<style|\bclass=|\bstyle=/, picture);
    assert.match(text, /fill="var\(--vscode-/, picture);
  }
});

it('the README in the extension’s package has only https links, no line that begins with an image, and no link to README.fr', () => {
  const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
  const packaged = withoutRelativeLinks(readme);
  const addresses = [...packaged.matchAll(/\]\(([^)]+)\)/g)].map(([, address = '']) => address);
  assert.ok(addresses.length > 0);
  for (const address of addresses) assert.match(address, /^https:\/\//);
  assert.doesNotMatch(packaged, /^!\[|README\.fr/m);
});

for (const [file, heading, isolation] of [
  ['README.md', '## Your secrets', 'VS Code doesn’t isolate extensions from each other'],
  ['README.fr.md', '## Vos secrets', 'VS Code n’isole pas les extensions les unes des autres'],
] as const) {
  it(`${file} warns that another extension can run this extension’s commands and read the clipboard, and names the setting isogeo.clients.shareToken`, () => {
    const readme = readFileSync(join(projectRoot, file), 'utf8').replace(/\s+/g, ' ');
    const [, rest = ''] = readme.split(`${heading} `);
    const [secrets = ''] = rest.split(' ## ');
    const [, text = ''] = secrets.split(isolation);
    assert.match(text, /(run this extension’s commands|lancer les commandes de celle-ci)/);
    assert.match(text, /(read the clipboard|lire le presse-papiers)/);
    assert.match(text, /`isogeo\.clients\.shareToken`/);
  });
}

interface Setting {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly enumItemLabels?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
}

it('package.json gives each choice of a setting a label and a description, whose texts are in package.nls.json', () => {
  const texts = JSON.parse(readFileSync(join(projectRoot, 'package.nls.json'), 'utf8')) as object;
  const settings = manifest.contributes.configuration.flatMap(
    ({ properties }) => Object.values(properties) as readonly Setting[],
  );
  const choices = settings.filter((setting) => setting.enum !== undefined);
  assert.ok(choices.length > 0);
  for (const { enum: values = [], enumItemLabels = [], markdownEnumDescriptions = [] } of choices) {
    for (const names of [enumItemLabels, markdownEnumDescriptions]) {
      assert.equal(names.length, values.length);
      for (const name of names) assert.ok(name.slice(1, -1) in texts, name);
    }
  }
});

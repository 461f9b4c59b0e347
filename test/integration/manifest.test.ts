import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/vscode/host/commandIds.ts';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
  };
}

describe('the manifest', () => {
  let manifest: Manifest;

  before(async () => {
    const extension = vscode.extensions.getExtension<unknown>('isogeo.isogeo-api');
    assert.ok(extension, 'VS Code knows the extension by its id');
    await extension.activate();
    manifest = extension.packageJSON as Manifest;
  });

  it('the manifest contributes exactly the commands that have handlers', () => {
    const contributed = manifest.contributes.commands.map(({ command }) => command);
    assert.deepEqual(contributed.toSorted(), [...commandIds].toSorted());
  });

  it('every command of the manifest is registered once the extension is active', async () => {
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(
      commandIds.filter((id) => !registered.includes(id)),
      [],
    );
  });

  it('the manifest puts every command into the category Isogeo', () => {
    const categories = new Set(manifest.contributes.commands.map(({ category }) => category));
    assert.deepEqual([...categories], ['Isogeo']);
  });
});

import * as vscode from 'vscode';

const name = 'network.caCertificates';

/** The paths in the setting; entries that aren't text are ignored. */
export function readCaFiles(): readonly string[] {
  const paths = vscode.workspace.getConfiguration('isogeo').get<unknown>(name);
  return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : [];
}

export function writeCaFiles(paths: readonly string[]): Thenable<void> {
  const configuration = vscode.workspace.getConfiguration('isogeo');
  return configuration.update(name, paths, vscode.ConfigurationTarget.Global);
}

import { ensureChromium, ensureHost } from '../../tools/registry-vscode/index.ts';
import { buildVsix } from '../package.ts';

/** Installs VS Code and Chromium where they are missing, and packages the extension unless it has been. */
export async function prepareVscode(): Promise<{ vscodeVersion: string; browser: string }> {
  const [{ vscodeVersion }, browser] = [await ensureHost(), await ensureChromium()];
  process.env['ISOGEO_VSIX'] ??= (await buildVsix()).path;
  return { vscodeVersion, browser };
}

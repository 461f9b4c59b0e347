import type { WorkbenchWindow } from '../../tools/registry-vscode/index.ts';

export interface Theme {
  /** The value of the setting `workbench.colorTheme`. */
  readonly setting: string;
  /** The name in the list of themes. */
  readonly label: string;
  /** The class that the page gets. */
  readonly type: 'vs' | 'vs-dark' | 'hc-black';
}

export const themes = {
  light: { setting: 'Light 2026', label: 'Light 2026', type: 'vs' },
  dark: { setting: 'Dark 2026', label: 'Dark 2026', type: 'vs-dark' },
  contrast: { setting: 'Default High Contrast', label: 'Dark High Contrast', type: 'hc-black' },
} as const satisfies Readonly<Record<string, Theme>>;

/** Chooses a colour theme in the window that is open. */
export async function chooseTheme(
  workbench: WorkbenchWindow,
  { label, type }: Theme,
): Promise<void> {
  const { page, quickInput } = workbench;
  await workbench.runCommand('Preferences: Color Theme');
  await quickInput.type(label);
  await quickInput.pick(label);
  await page.locator(`.monaco-workbench.${type}`).waitFor();
}

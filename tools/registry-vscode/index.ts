/** The exports of this package, besides the helpers in system/. */
export { ensureChromium } from './chromium.ts';
export { openWorkbench } from './driver.ts';
export type { Workbench, WorkbenchOptions, WorkbenchWindow } from './driver.ts';
export { extensionHostPids } from './extensionHost.ts';
export { addUnpacked } from './folders.ts';
export { ensureHost, isVscodeVersion, newestVscode } from './install.ts';
export { startVscode, vscodePool } from './running.ts';
export type { StatusBarItem } from './workbenchParts.ts';

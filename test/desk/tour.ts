import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { eventually } from '../../tools/registry-vscode/system/wait.ts';
import type { Desk } from './desk.ts';
import type { Texts } from './texts.ts';

/** The views of the extension in order; each continues from the last. */
export const stops = [
  'signed-out',
  'walkthrough',
  'credentials',
  'signed-in',
  'tooltip',
  'menu',
  'details',
  'connection',
  'switch',
  'copy-request',
  'request-file',
  'request-help',
  'certificates',
  'sign-out',
  'rejected',
  'settings',
] as const;

export type Stop = (typeof stops)[number];

type Seen = (stop: Stop) => Promise<void>;

/**
 * Goes through the main job and the other views in the language of the texts. Calls `seen` at each stop, once
 * its content is on the screen.
 */
export async function tour(desk: Desk, { t, manifest }: Texts, seen: Seen): Promise<void> {
  const { workbench, sandbox } = desk;
  const { quickInput, page } = workbench;
  const run = (key: string): Promise<void> =>
    workbench.runCommand(`Isogeo: ${manifest(`command.${key}`)}`);
  const startOf = (english: string): string => t(english).split(/ ?\{0\}/)[0] ?? '';

  // Before the first list of files, which VS Code caches for a while.
  writeFileSync(
    join(desk.workspace, 'requests.http'),
    `### ${t('Search the metadata')}\nGET ${sandbox.origin}/resources/search\n\n### ${t('Shares')}\nGET ${sandbox.origin}/shares\n`,
  );
  await seen('signed-out');

  await workbench.runCommand('Welcome: Open Walkthrough...');
  await quickInput.labels();
  await quickInput.type('Isogeo');
  await quickInput.pick(manifest('walkthrough.title'));
  await page.getByText(manifest('walkthrough.copy.title')).first().waitFor();
  // VS Code shows the pictures in wide windows only.
  const size = page.viewportSize() ?? { width: 1100, height: 700 };
  await page.setViewportSize({ width: 1600, height: 1018 });
  const picture = '.getting-started-media iframe';
  await page.frameLocator(picture).frameLocator('iframe').locator('svg').first().waitFor();
  await seen('walkthrough');
  await page.setViewportSize(size);
  await workbench.closeEditors();

  await run('authenticate');
  await quickInput.shows(t('Choose the credentials to sign in with'));
  await quickInput.labels();
  await seen('credentials');
  await quickInput.pick('client_secrets.json');
  await workbench.notification(startOf('Signed in to Isogeo as {0} (token valid for {1}).'));
  await desk.itemShows(/5\d min/);
  await seen('signed-in');
  await workbench.clearNotifications();

  await desk.itemTooltip();
  await seen('tooltip');

  await desk.clickItem();
  await quickInput.shows(t('What would you like to do?'));
  await quickInput.labels();
  await seen('menu');
  await quickInput.cancel();

  await run('showApplication');
  await page.locator('.view-line', { hasText: t('It can read {0} shares.', '2') }).waitFor();
  // On a tab, where the menu's list was, the mouse would show a hover.
  await page.mouse.move(100, 500);
  await seen('details');
  await workbench.closeEditors();

  await run('checkConnection');
  await workbench.notification(t('The connection to Isogeo works.'));
  await webviewShows(desk, t('The connection to Isogeo works.'));
  await page.mouse.move(100, 500);
  await seen('connection');
  await workbench.closeEditors();
  await workbench.clearNotifications();

  await run('switchApplication');
  await quickInput.shows(t('Choose the application to work with in this window'));
  await quickInput.labels();
  await seen('switch');
  await quickInput.cancel();

  await run('copyRequest');
  await quickInput.shows(t('Choose a request'));
  await quickInput.labels();
  await seen('copy-request');
  await quickInput.cancel();

  await run('newRequestFile');
  const file = page.locator('.view-lines', { hasText: 'ISOGEO_ACCESS_TOKEN' });
  await file.waitFor();
  await workbench.notification('ISOGEO_ACCESS_TOKEN');
  await page.mouse.move(100, 500);
  await seen('request-file');
  await workbench.runCommand('View: Revert and Close Editor');
  await file.waitFor({ state: 'hidden' });
  await workbench.clearNotifications();

  await seenHelp(desk, { t, manifest }, seen);

  await run('manageCertificates');
  await quickInput.shows(t('Select an entry to revoke'));
  await quickInput.labels();
  await seen('certificates');
  await quickInput.cancel();

  await run('signOut');
  await workbench.dialog.text();
  await seen('sign-out');
  await workbench.dialog.cancel();

  const [application] = sandbox.applications;
  if (!application) throw new Error('The sandbox has no application.');
  sandbox.rotateSecret(application.clientId);
  await run('renewToken');
  await workbench.notification(startOf('{0} doesn’t accept this client ID and secret.') || '127.');
  await quickInput.closed();
  await seen('rejected');
  await workbench.clearNotifications();

  await workbench.runCommand('Preferences: Open Settings (UI)');
  await page.locator('.settings-editor .suggest-input-container').click();
  await page.keyboard.type('@ext:isogeo.isogeo-api ');
  // A click elsewhere closes the list of proposals.
  await page.locator('.setting-item-category', { hasText: 'Isogeo' }).first().click();
  await page.locator('.suggest-widget.visible').waitFor({ state: 'hidden' });
  await seen('settings');
  await workbench.closeEditors();
}

/** A request with suggestions, below it one with a token in plain text. */
async function seenHelp({ workbench }: Desk, { t, manifest }: Texts, seen: Seen): Promise<void> {
  const { quickInput, page } = workbench;
  await workbench.runCommand(`Isogeo: ${manifest('command.copyAccessToken')}`);
  await eventually(async () => {
    if (!/^\S{20,}$/.test(await workbench.clipboard())) throw new Error('No token was copied.');
  });
  await page.keyboard.press('Control+P');
  await quickInput.type('requests.http');
  await quickInput.pick('requests.http');
  await page.locator('.view-line', { hasText: '/shares' }).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText(`Authorization: Bearer ${await workbench.clipboard()}`);
  await page.locator('.squiggly-warning').first().waitFor();
  // The long line scrolled the editor.
  await page.keyboard.press('Home');
  await page.locator('.view-line', { hasText: '/resources/search' }).click();
  await page.keyboard.press('End');
  await page.keyboard.type('?');
  const suggestion = page.locator('.suggest-widget .monaco-list-row');
  await suggestion.filter({ hasText: t('Words and filters, separated by spaces') }).waitFor();
  await seen('request-help');
  await page.keyboard.press('Escape');
  await workbench.runCommand('View: Revert and Close Editor');
  await workbench.clearNotifications();
}

/** All text of the page and its frames. */
export async function visibleText({ workbench }: Pick<Desk, 'workbench'>): Promise<string> {
  return (await textsOfFrames(workbench.page.frames())).join('\n');
}

/** A report or a preview is in a frame within a frame, which VS Code shows once it is complete. */
async function webviewShows({ workbench }: Desk, text: string): Promise<void> {
  await workbench.page
    .frameLocator('iframe.webview.ready')
    .frameLocator('#active-frame')
    .getByText(text)
    .first()
    .waitFor();
}

async function textsOfFrames(frames: readonly Frame[]): Promise<string[]> {
  const texts = frames.map((frame) =>
    frame
      .locator('body')
      .innerText({ timeout: 1000 })
      .catch(() => ''),
  );
  return (await Promise.all(texts)).map((text) => text.replaceAll('\u00a0', ' '));
}

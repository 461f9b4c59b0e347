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
  'certificates',
  'sign-out',
  'rejected',
  'settings',
] as const;

export type Stop = (typeof stops)[number];

/**
 * Goes through the main job and the other views in the language of the texts. Calls `seen` at each stop, once
 * its content is on the screen.
 */
export async function tour(
  desk: Desk,
  { t, manifest }: Texts,
  seen: (stop: Stop) => Promise<void>,
): Promise<void> {
  const { workbench, sandbox } = desk;
  const { quickInput, page } = workbench;
  const run = (key: string): Promise<void> =>
    workbench.runCommand(`Isogeo: ${manifest(`command.${key}`)}`);
  const startOf = (english: string): string => t(english).split(/ ?\{0\}/)[0] ?? '';

  await seen('signed-out');

  await workbench.runCommand('Welcome: Open Walkthrough...');
  await quickInput.labels();
  await quickInput.type('Isogeo');
  await quickInput.pick(manifest('walkthrough.title'));
  await page.getByText(manifest('walkthrough.copy.title')).first().waitFor();
  // VS Code shows the pictures in wide windows only.
  const size = page.viewportSize() ?? { width: 1100, height: 700 };
  await page.setViewportSize({ width: 1600, height: 1018 });
  await page.locator('.getting-started-media iframe').first().waitFor();
  await seen('walkthrough');
  await page.setViewportSize(size);
  await workbench.closeEditors();

  await run('authenticate');
  await quickInput.shows(t('Choose the credentials to sign in with'));
  await quickInput.labels();
  await seen('credentials');
  await quickInput.pick('client_secrets.json');
  await workbench.notification(startOf('Signed in to Isogeo as {0}.'));
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
  await page.getByText('auth_mode').first().waitFor();
  await seen('details');
  await workbench.closeEditors();

  await run('checkConnection');
  await workbench.notification(t('The connection to Isogeo works.'));
  await webviewShows(desk, t('The connection to Isogeo works.'));
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
  await page.getByText('ISOGEO_ACCESS_TOKEN').first().waitFor();
  await seen('request-file');
  await workbench.runCommand('View: Revert and Close Editor');
  await page.getByText('ISOGEO_ACCESS_TOKEN').first().waitFor({ state: 'hidden' });
  await workbench.clearNotifications();

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
  // The space closes the list of proposals.
  await page.keyboard.type('@ext:isogeo.isogeo-api ');
  await page.locator('.setting-item-category', { hasText: 'Isogeo' }).first().waitFor();
  await seen('settings');
  await workbench.closeEditors();
}

/** All text of the page and its frames. */
export async function visibleText({ workbench }: Pick<Desk, 'workbench'>): Promise<string> {
  return (await textsOfFrames(workbench.page.frames())).join('\n');
}

/** A report or a preview is in a frame within a frame. */
async function webviewShows({ workbench }: Desk, text: string): Promise<void> {
  await eventually(async () => {
    const texts = await textsOfFrames(workbench.page.frames().slice(1));
    const isShown = texts.some((each) => each.includes(text.replaceAll('\u00a0', ' ')));
    if (!isShown) throw new Error(`No "${text}" on screen.`);
  });
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

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Frame } from 'playwright-core';
import sharp from 'sharp';
import { eventually } from '../../tools/registry-vscode/system/wait.ts';
import { openDesk, type Desk } from '../desk/desk.ts';
import { chooseTheme, themes } from '../desk/themes.ts';

/** The colours of a picture, with the shares of the most frequent one and of black. */
async function coloursOf(png: Buffer) {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const counts = new Map<string, number>();
  for (let at = 0; at < data.length; at += info.channels) {
    const colour = data.subarray(at, at + 3).toString('hex');
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const all = info.width * info.height;
  // Antialiasing makes many colours of a few pixels each.
  const areas = [...counts.values()].filter((count) => count > all / 500);
  return {
    areas: areas.length,
    mostShare: Math.max(...counts.values()) / all,
    blackShare: (counts.get('000000') ?? 0) / all,
  };
}

describe('The first minute with the extension', () => {
  let desk: Desk;
  let workbench: Desk['workbench'];
  let actions = 0;

  /** One thing that a person does. */
  async function act(done: Promise<void>): Promise<void> {
    actions += 1;
    await done;
  }

  before(async () => {
    desk = await openDesk();
    workbench = desk.workbench;
  });

  after(() => desk.dispose());

  async function openWalkthrough(): Promise<void> {
    await workbench.page.setViewportSize({ width: 1600, height: 900 });
    await workbench.runCommand('Welcome: Open Walkthrough...');
    await workbench.quickInput.shows('Select a walkthrough');
    await workbench.quickInput.type('Isogeo');
    await workbench.quickInput.pick('Get Started with the Isogeo API');
  }

  it('a new user in a window without a folder has the bearer header on the clipboard after three actions', async () => {
    const { origin } = new URL(workbench.page.url());
    await workbench.page.goto(`${origin}/?ew=true`);
    await desk.itemShows(/^Isogeo: sign in$/);
    await act(workbench.runCommand('Isogeo: Copy Bearer Header'));
    await workbench.quickInput.shows('Choose the credentials to sign in with');
    await act(workbench.quickInput.pick('Browse…'));
    await act(desk.chooseCredentials(join(desk.workspace, 'client_secrets.json')));
    await eventually(async () => {
      assert.match(await workbench.clipboard(), /^Authorization: Bearer [\x21-\x7e]+$/);
    });
    // The fourth one pastes it.
    assert.equal(actions, 3);
    await workbench.clearNotifications();
  });

  it('after a reload of the window, a signed-in user gets the bearer header on the clipboard with one action', async () => {
    await workbench.clearClipboard();
    await workbench.reload();
    await desk.itemShows(/min$/);
    actions = 0;
    await act(workbench.runCommand('Isogeo: Copy Bearer Header'));
    await eventually(async () => {
      assert.match(await workbench.clipboard(), /^Authorization: Bearer [\x21-\x7e]+$/);
    });
    assert.equal(actions, 1);
  });

  it('the list of credentials that the walkthrough opens stays open when the user clicks beside the list', async () => {
    await openWalkthrough();
    const step = workbench.page.locator('[data-step-id="isogeo.isogeo-api#start#authenticate"]');
    await step.click();
    await step.getByRole('button', { name: 'Authenticate' }).click();
    await workbench.quickInput.shows('Choose the credentials to sign in with');
    await workbench.page
      .locator('.gettingStartedDetailsContent')
      .click({ position: { x: 5, y: 5 } });
    await workbench.quickInput.shows('Choose the credentials to sign in with');
    await workbench.quickInput.cancel();
  });

  for (const theme of [themes.dark, themes.light, themes.contrast]) {
    const { label, type } = theme;
    it(`every picture of the walkthrough is drawn in a wide window with the colour theme ${label}`, async () => {
      const { page } = workbench;
      await chooseTheme(workbench, theme);
      await openWalkthrough();
      for (const name of ['credentials', 'authenticate', 'copy', 'request', 'secrets']) {
        await page.locator(`[data-step-id="isogeo.isogeo-api#start#${name}"]`).click();
        await eventually(async () => {
          const picture = await pictureShown();
          const { areas, mostShare, blackShare } = await coloursOf(await picture.screenshot());
          const found = `${name}: ${areas} areas, ${mostShare}, ${blackShare} black`;
          assert.ok(areas >= 3 && mostShare < 0.95, found);
          if (type !== 'hc-black') assert.ok(blackShare < 0.02, found);
        });
      }
      await workbench.screenshot(`82-walkthrough-${type}`);
      await workbench.closeEditors();
    });
  }

  /** The drawing in the page within the page of the walkthrough. */
  async function pictureShown() {
    const frames = workbench.page.frames();
    const found = await Promise.all(
      frames.map(async (frame: Frame) => {
        const svg = frame.locator('svg[viewBox="0 0 560 400"]');
        return (await svg.count()) > 0 && (await svg.isVisible()) ? svg : undefined;
      }),
    );
    const shown = found.find((svg) => svg !== undefined);
    assert.ok(shown, 'no picture is shown');
    return shown;
  }

  it('Copy Request As… numbers its steps, and its Back button returns to the previous step', async () => {
    const { quickInput } = workbench;
    await workbench.runCommand('Isogeo: Copy Request As…');
    await quickInput.shows('(1/3)');
    await quickInput.pick('Search the metadata');
    await quickInput.shows('(2/3)');
    await quickInput.clickButton('Back');
    await quickInput.shows('Choose a request');
    await quickInput.shows('(1/3)');
    await quickInput.pick('Get a resource');
    await quickInput.shows('(2/4)');
    await quickInput.cancel();
  });
});

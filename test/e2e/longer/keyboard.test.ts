import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import axe from 'axe-core';
import type { Frame } from 'playwright-core';
import { eventually } from '../../../tools/registry-vscode/system/wait.ts';
import { openDesk, type Desk } from '../../desk/desk.ts';

/** More stops than the window has. */
const MOST_TABS = 80;

/** The violations that axe finds in the part of the frame at the selector. */
async function violationsIn(frame: Frame, selector: string): Promise<string[]> {
  await frame.evaluate(axe.source);
  return frame.evaluate<string[]>(
    `axe.run(${JSON.stringify(selector)}).then(({ violations }) => violations.flatMap(
       ({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`,
  );
}

describe('Walkthrough, report, details and menu by keyboard alone', () => {
  let desk: Desk;
  let workbench: Desk['workbench'];

  before(async () => {
    // Half a second after a step has opened, an animation takes the focus back to the step.
    desk = await openDesk({ settings: { 'workbench.reduceMotion': 'on' } });
    workbench = desk.workbench;
    await workbench.page.setViewportSize({ width: 1600, height: 900 });
  });

  after(() => desk.dispose());

  function isFocused(selector: string): Promise<boolean> {
    const isThere = `document.activeElement?.matches(${JSON.stringify(selector)}) === true`;
    return workbench.page.evaluate<boolean>(isThere);
  }

  /** Waits for the focus. */
  function hasFocus(selector: string): Promise<void> {
    return eventually(async () => {
      assert.ok(await isFocused(selector), selector);
    });
  }

  /** Presses Tab until an element at the selector has the focus. */
  async function tabTo(selector: string): Promise<void> {
    for (let stop = 0; stop < MOST_TABS; stop += 1) {
      await workbench.page.keyboard.press('Tab');
      if (await isFocused(selector)) return;
    }
    assert.fail(`The focus does not reach ${selector}.`);
  }

  async function frameWith(selector: string, text: string): Promise<Frame> {
    return eventually(async () => {
      for (const frame of workbench.page.frames()) {
        const found = frame.locator(selector, { hasText: text });
        if ((await found.count()) > 0) return frame;
      }
      throw new Error(`No frame has ${selector} with "${text}".`);
    });
  }

  it('a keyboard user opens each step of the walkthrough in a wide window, and signs in from it', async () => {
    const { page, quickInput } = workbench;
    await workbench.runCommand('Welcome: Open Walkthrough...');
    await quickInput.shows('Select a walkthrough');
    await quickInput.type('Isogeo');
    await quickInput.pick('Get Started with the Isogeo API');
    const stepId = (name: string) => `[data-step-id="isogeo.isogeo-api#start#${name}"]`;
    await page.locator(stepId('credentials')).waitFor();
    for (const name of ['credentials', 'copy', 'request', 'secrets', 'authenticate']) {
      await tabTo(stepId(name));
      await page.keyboard.press('Enter');
      await page.locator(`.getting-started-step.expanded${stepId(name)}`).waitFor();
      const opened = `.getting-started-step.expanded .step-description-container`;
      assert.deepEqual(await violationsIn(page.mainFrame(), opened), [], name);
    }
    await tabTo('.getting-started-step.expanded .monaco-button');
    await page.keyboard.press('Enter');
    await quickInput.shows('Choose the credentials to sign in with');
    assert.equal((await quickInput.labels())[0], 'client_secrets.json');
    await hasFocus('.quick-input-widget input');
    await page.keyboard.press('Enter');
    await desk.itemShows(/5\d min/);
    await workbench.clearNotifications();
    await workbench.closeEditors();
  });

  it('screen readers get the same text for each line of Isogeo’s menu as the screen shows', async () => {
    const { page, quickInput } = workbench;
    await workbench.runCommand('Isogeo: Show Menu');
    await quickInput.shows('What would you like to do?');
    const labels = await quickInput.labels();
    const rows = await page.locator('.quick-input-list .monaco-list-row').all();
    const spoken = await Promise.all(rows.map((row) => row.getAttribute('aria-label')));
    assert.deepEqual(spoken, labels);
    await quickInput.moveTo('Show Application Details');
    await page.keyboard.press('Enter');
  });

  it('the document with the application’s details has the keyboard focus after opening, and the user can’t edit the document', async () => {
    const { page } = workbench;
    const line = page.locator('.view-line', { hasText: 'client_secret' });
    await line.waitFor();
    await hasFocus('.editor-instance *');
    const shown = await line.innerText();
    await page.keyboard.type('x');
    await page.getByText('Cannot edit in read-only editor').first().waitFor();
    assert.equal(await line.innerText(), shown);
    await workbench.closeEditors();
  });

  it('the report of Check Connection has no violations of axe’s accessibility rules', async () => {
    await workbench.runCommand('Isogeo: Check Connection');
    const report = await frameWith('h1', 'The connection to Isogeo works.');
    assert.deepEqual(await violationsIn(report, '.markdown-body'), []);
  });
});

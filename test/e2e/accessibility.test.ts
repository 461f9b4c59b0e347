import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { openDesk, type Desk } from '../desk/desk.ts';
import { eventually } from '../../tools/registry-vscode/system/wait.ts';
import { inBuild, inProject } from '../../scripts/lib/project.ts';
import { loopback } from '../../src/node/signIn/loopback.ts';
import type { RedirectOutcome } from '../../src/session/ports.ts';
import type { TextKey } from '../../src/vscode/host/l10n.ts';
import { callbackPage } from '../../src/vscode/signIn/callbackPage.ts';

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** The violations that axe finds in the part of the page at the selector. */
async function violationsIn(page: Page, selector: string): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<readonly Violation[]>(
    `axe.run(${JSON.stringify(selector)}).then(({ violations }) => violations)`,
  );
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

describe('Keyboard and screen reader', () => {
  let desk: Desk;

  before(async () => {
    desk = await openDesk();
  });

  after(() => desk.dispose());

  async function openWalkthrough(): Promise<void> {
    const { quickInput } = desk.workbench;
    await desk.workbench.runCommand('Welcome: Open Walkthrough...');
    await quickInput.shows('Select a walkthrough');
    await quickInput.type('Isogeo');
    await quickInput.pick('Get Started with the Isogeo API');
  }

  /** Runs a command from the palette by keyboard only. */
  async function runByKeys(title: string): Promise<void> {
    const { page } = desk.workbench;
    await eventually(async () => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('F1');
      await page.keyboard.type(title);
      const [first] = await desk.workbench.quickInput.labels();
      assert.equal(first, title);
    }, 60_000);
    await page.keyboard.press('Enter');
  }

  it('the step texts that the walkthrough shows when it opens have no violations of axe’s accessibility rules', async () => {
    const { page } = desk.workbench;
    await desk.workbench.runCommand('View: Close Primary Side Bar');
    await openWalkthrough();
    const description = '.gettingStartedContainer .step-description-container';
    await page.locator(description).first().waitFor();
    await page
      .frameLocator('.gettingStartedContainer .getting-started-media iframe')
      .frameLocator('iframe')
      .locator('svg')
      .first()
      .waitFor();
    await desk.workbench.screenshot('80-walkthrough');
    // VS Code's own buttons, list and frames break some rules of axe.
    assert.deepEqual(await violationsIn(page, description), []);
  });

  it('a user can sign in and copy the bearer header by keyboard alone, which checks off three steps of the walkthrough', async () => {
    const { workbench } = desk;
    await runByKeys('Isogeo: Authenticate');
    await workbench.quickInput.shows('Choose the credentials to sign in with');
    assert.equal((await workbench.quickInput.labels())[0], 'client_secrets.json');
    await workbench.page.keyboard.press('Enter');
    await workbench.notification('Signed in to Isogeo as');
    await desk.itemShows(/5\d min/);

    await runByKeys('Isogeo: Copy Bearer Header');
    await eventually(async () => {
      assert.match(await workbench.clipboard(), /^Authorization: Bearer [\x21-\x7e]+$/);
    });
    await openWalkthrough();
    for (const step of ['credentials', 'authenticate', 'copy']) {
      const done = `[data-done-step-id="isogeo.isogeo-api#start#${step}"].complete`;
      await workbench.page.locator(done).first().waitFor({ timeout: 20_000 });
    }
    await workbench.screenshot('81-walkthrough-ticked');
  });

  it('a user can open Isogeo’s menu from the command palette and choose Copy Access Token with the arrow keys', async () => {
    const { workbench } = desk;
    await workbench.clearClipboard();
    await runByKeys('Isogeo: Show Menu');
    await workbench.quickInput.shows('What would you like to do?');
    await workbench.quickInput.moveTo('Copy Access Token');
    await workbench.page.keyboard.press('Enter');
    await eventually(async () => {
      assert.match(await workbench.clipboard(), /^[\x21-\x7e]{20,}$/);
    });
  });

  it('the status bar item’s label for screen readers gives the time left in whole minutes, and is the same when read twice in a row', async () => {
    const [first, second] = [await desk.itemShows(/min/), await desk.itemShows(/min/)];
    assert.match(first.ariaLabel, /the token is valid for \d+ minutes/);
    assert.equal(second.ariaLabel, first.ariaLabel);
  });

  for (const language of ['en', 'fr'] as const) {
    for (const scheme of ['light', 'dark'] as const) {
      it(`the page that the browser shows at the end of an accepted, refused or failed sign-in has no axe violations (${scheme} colour scheme, language ${language})`, async () => {
        const words = wordsOf(language);
        const outcomes: RedirectOutcome[] = ['refused', 'failed'];
        for (const outcome of outcomes) await lookAt(outcome, language, scheme, words);
        await lookAt('accepted', language, scheme, words);
      });
    }
  }

  async function lookAt(
    outcome: RedirectOutcome,
    language: string,
    colorScheme: 'light' | 'dark',
    words: (text: TextKey) => string,
  ): Promise<void> {
    const page = callbackPage(language, words);
    const address = 'http://127.0.0.1:47813/callback';
    const listening = await loopback.listen(address, 'query', page, () => outcome);
    assert.ok(listening.ok);
    const tab = await desk.workbench.page.context().newPage();
    try {
      await tab.emulateMedia({ colorScheme });
      await tab.goto(`${address}?code=c&state=s`);
      await tab.getByRole('heading', { name: page.texts[outcome].title }).waitFor();
      assert.deepEqual(await violationsIn(tab, 'html'), []);
      const picture = `callback-${outcome}-${colorScheme}-${language}.png`;
      await tab.screenshot({ path: inBuild('screenshots', picture) });
    } finally {
      await tab.close();
      listening.value();
    }
  }
});

/** The texts of the language files, as in VS Code. */
function wordsOf(language: 'en' | 'fr'): (text: TextKey) => string {
  if (language === 'en') return (text) => text;
  const path = inProject('l10n', 'bundle.l10n.fr.json');
  const french = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, string>>;
  return (text) => french[text] ?? text;
}

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { openDesk, type Desk } from '../../desk/desk.ts';
import type { Workbench } from '../../../tools/registry-vscode/index.ts';
import { waitFor } from '../../../tools/registry-vscode/system/wait.ts';
import { tlsFront, type Front } from '../../certificates/front.ts';
import { issue } from '../../certificates/make.ts';
import { toJson } from '../../sandbox/credentialsFiles.ts';

/** Icons, links, commands and invisible characters; a file name can't contain a slash. */
const icon = '$(verified-filled) $(sync~spin)';
const link = '[look](command:workbench.action.openSettings)';
const unseen = '\u202ecod\u2066\u200b\u2028\u0085\n\u{e0041}\u{e0042}';
const fileName = `${icon} ${link}${unseen} a@b.test www.b.test`;
const text = `${fileName} [x](https://evil.test) https://evil.test/`;

/**
 * Finds every link, icon and invisible character in the places where VS Code shows texts of this extension.
 */
const readFaults = `(() => {
  const places = [
    '.quick-input-widget', '.notification-toast', '.notifications-center', '.monaco-dialog-box',
    '.monaco-hover', '.statusbar-item', '.codelens-decoration', '.suggest-widget', '.terminal-tab',
  ];
  const own = /^command:(isogeo\\.|notification|_)|^#?$/;
  return places.flatMap((place) => [...document.querySelectorAll(place)]).flatMap((root) => {
    const shown = (element) => element.checkVisibility({ visibilityProperty: true });
    if (!shown(root)) return [];
    const links = [...root.querySelectorAll('a[href], a[data-href]')]
      .map((each) => each.getAttribute('data-href') || each.getAttribute('href'))
      .filter((href) => !own.test(href));
    const icons = [...root.querySelectorAll('.codicon-verified-filled, .codicon-sync')]
      .map((each) => each.className);
    const unseen = /[\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\u0085\\u{e0000}-\\u{e0fff}]/u;
    const texts = unseen.test(root.innerText) ? ['unseen: ' + root.innerText] : [];
    return [...links, ...icons, ...texts].map((fault) => root.className + ': ' + fault);
  });
})()`;

for (const [trust, workspaceTrust] of [
  ['that is trusted', false],
  ['in Restricted Mode', true],
] as const) {
  describe(`Hostile texts, in a workspace ${trust}`, () => {
    let desk: Desk;
    let workbench: Workbench;
    let front: Front | undefined;

    before(async () => {
      desk = await openDesk({
        workspaceTrust,
        settings: { 'security.workspace.trust.startupPrompt': 'never' },
      });
      workbench = desk.workbench;
    });

    after(async () => {
      await front?.stop();
      await desk.dispose();
    });

    afterEach(async () => {
      await assertInert();
      await workbench.clearNotifications();
    });

    async function assertInert(): Promise<void> {
      assert.deepEqual(await workbench.page.evaluate(readFaults), []);
      assert.equal(await workbench.page.locator('.settings-editor').count(), 0);
    }

    /** Accepts each question until the notification appears. */
    async function agreeUntil(said: string): Promise<string> {
      const dialog = workbench.page.locator('.monaco-dialog-box:visible');
      const toast = workbench.page.locator('.notification-toast', { hasText: said });
      return waitFor(
        async () => {
          await assertInert();
          if ((await toast.count()) > 0) return toast.first().innerText();
          if ((await dialog.count()) > 0) {
            const isRead = (await workbench.dialog.text()).includes('untrusted workspace');
            await workbench.dialog.click(isRead ? 'Read the File' : 'Trust and Continue');
          }
          return undefined;
        },
        () => `a notification with "${said}"`,
      );
    }

    it('links and icons in the name of a folder stay plain text in the list of credentials and its tooltip', async () => {
      // VS Code's file search treats a line end in a name as the end of the path.
      const folder = join(desk.workspace, fileName.replace('\n', ''));
      mkdirSync(folder, { recursive: true });
      const credentials = readFileSync(join(desk.workspace, 'client_secrets.json'));
      writeFileSync(join(folder, 'client_secrets_x.json'), credentials);
      await waitFor(
        async () => {
          const labels = await desk.offeredCredentials();
          if (labels.includes('client_secrets_x.json')) return true;
          await workbench.quickInput.cancel();
          return undefined;
        },
        () => 'the new file in the list',
      );
      const row = workbench.page.locator('.quick-input-list-row', { hasText: 'verified-filled' });
      assert.ok((await row.first().innerText()).includes('$(verified-filled)'));
      await assertInert();
      await row.first().hover();
      await workbench.page.locator('.monaco-hover:visible').first().waitFor();
      await assertInert();
      await workbench.quickInput.cancel();
    });

    it('links and icons in the name of a faulty credentials file stay plain text in the message', async () => {
      const file = join(desk.elsewhere, `${link} ${icon}\u202e\u{e0041}.json`);
      writeFileSync(file, '{');
      await desk.loadCredentials(file);
      const message = await agreeUntil('expected');
      assert.ok(message.includes('$(verified-filled)'), message);
    });

    it('links and icons in the subject of a certificate stay plain text in messages, questions and Manage Trusted Certificates', async () => {
      const own = await issue({ name: `${link} ${icon}` });
      front ??= await tlsFront(desk.sandbox.origin, own);
      const [application] = desk.sandbox.applications;
      assert.ok(application);
      const file = join(desk.elsewhere, 'hostile-certificate.json');
      writeFileSync(file, toJson(`https://127.0.0.1:${front.port}`, application));
      await desk.loadCredentials(file);
      await agreeUntil('is self-signed');
      await assertInert();
      await workbench.clickNotificationAction('Trust This Certificate…');
      const question = await workbench.dialog.text();
      assert.ok(question.includes('$(verified-filled)'), question);
      await assertInert();
      await workbench.dialog.click('For This Session');
      await agreeUntil('Signed in to Isogeo as');
      await workbench.runCommand('Isogeo: Manage Trusted Certificates');
      await workbench.quickInput.labels();
      await assertInert();
      await workbench.page.locator('.quick-input-list-row .label-description').first().hover();
      await workbench.page.locator('.monaco-hover:visible').first().waitFor();
      await assertInert();
      await workbench.quickInput.cancel();
    });

    it('links and icons in the name of an application stay plain text in lists, questions and the status bar’s tooltip', async () => {
      await desk.loadCredentials(join(desk.workspace, 'client_secrets.json'));
      await agreeUntil('Signed in to Isogeo as');
      await workbench.clearNotifications();
      await workbench.runCommand('Isogeo: Switch Application');
      await workbench.quickInput.clickButton('Rename');
      await workbench.quickInput.shows('Name shown in this extension');
      await workbench.quickInput.type(`${icon} ${link} www.b.test a@b.test \u202e`);
      await workbench.quickInput.accept();
      await workbench.quickInput.shows('Switch Application');
      await workbench.quickInput.labels();
      await assertInert();
      await workbench.quickInput.clickButton('Remove');
      const question = await workbench.dialog.text();
      assert.ok(question.includes('$(verified-filled)'), question);
      await assertInert();
      await workbench.dialog.click('Cancel');
      const tooltip = await desk.itemTooltip();
      assert.ok(tooltip.includes('$(verified-filled)'), tooltip);
      await assertInert();
      await desk.clickItem();
      await workbench.quickInput.labels();
      await assertInert();
      await workbench.quickInput.cancel();
    });

    it('links and icons in the names of a request file’s variables and environments stay plain text in Copy Request As…', async () => {
      const { page, quickInput } = workbench;
      writeFileSync(
        join(desk.workspace, 'http-client.env.json'),
        JSON.stringify({ [text]: { b: 'x' }, [icon]: { b: 'y' } }),
      );
      const target = 'https://v1.api.isogeo.com/resources/search?q=';
      const hostile = `${link} ${icon}`;
      writeFileSync(
        join(desk.workspace, 'hostile.http'),
        `GET ${target}{{${hostile}}}\n\n###\nGET ${target}{{x}}&s={{${'y'.repeat(10_000)}}}\n`,
      );
      for (const line of ['1', '4']) {
        await page.keyboard.press('Control+P');
        await quickInput.type(`hostile.http:${line}`);
        await quickInput.pick('hostile.http');
        await page.locator('.view-line', { hasText: 'resources' }).first().waitFor();
        await workbench.runCommand('Isogeo: Copy Request As…');
        await waitFor(
          async () =>
            (await quickInput.isOpen()) ||
            (await page.locator('.notification-toast:visible').count()) > 0
              ? true
              : undefined,
          () => 'a question or a refusal',
        );
        await assertInert();
        if (await quickInput.isOpen()) await quickInput.cancel();
      }
    });
  });
}

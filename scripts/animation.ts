import sharp from 'sharp';
import { openDesk } from '../test/desk/desk.ts';

const size = { width: 860, height: 460 };
const settings = {
  'workbench.colorTheme': 'Dark 2026',
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
  'workbench.tips.enabled': false,
  'breadcrumbs.enabled': false,
  'editor.minimap.enabled': false,
  'editor.wordWrap': 'on',
  'window.commandCenter': false,
};

/** The README's animation: a credentials file, the countdown, the pasted header. Under 300 KB. */
export async function animate(path: string): Promise<void> {
  const desk = await openDesk({ settings });
  const frames: Buffer[] = [];
  const delays: number[] = [];
  try {
    const { page, quickInput, ...workbench } = desk.workbench;
    const frame = async (durationMs: number): Promise<void> => {
      frames.push(await page.screenshot({ animations: 'disabled' }));
      delays.push(durationMs);
    };
    await page.setViewportSize(size);
    // Away from the list, where the mouse would show a hover.
    await page.mouse.move(60, size.height - 80);
    await frame(1000);
    await workbench.runCommand('Isogeo: Authenticate');
    await quickInput.shows('Choose the credentials to sign in with');
    await quickInput.labels();
    await frame(1600);
    await quickInput.pick('client_secrets.json');
    await workbench.notification('Signed in to Isogeo as');
    await desk.itemShows(/5\d min/);
    await frame(2200);
    await workbench.clickNotificationAction('Copy Bearer Header');
    await page.locator('.statusbar-item', { hasText: 'copied' }).first().waitFor();
    await workbench.runCommand('File: New Untitled Text File');
    await page.keyboard.type('GET https://v1.api.isogeo.com/resources/search?_limit=10\n');
    await frame(1200);
    await page.keyboard.press('Control+v');
    await page.locator('.view-line', { hasText: 'Authorization: Bearer' }).first().waitFor();
    await frame(3200);
  } finally {
    await desk.dispose();
  }
  await sharp(frames, { join: { animated: true } })
    .gif({ delay: delays, colours: 64, dither: 0, effort: 10, interFrameMaxError: 4 })
    .toFile(path);
}

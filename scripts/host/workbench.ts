import type { Locator, Page } from 'playwright-core';
import { waitFor } from '../lib/wait.ts';

/** How soon VS Code has to show what it is asked for. */
const SHOWN_MS = 20_000;
/** An item's own: its second row repeats the palette's command in English, say. */
const LABEL = '.quick-input-list-row:first-child .label-name';

/** The palette, quick picks, input boxes and file dialogs: VS Code shows one of them at a time. */
export interface QuickInput {
  /** Waits until one is open whose title, prompt, placeholder or message contains the text. */
  shows(text: string): Promise<void>;
  /** Its title, its prompt or validation message, what is typed and what stands for nothing. */
  text(): Promise<{ title: string; message: string; placeholder: string; value: string }>;
  isPassword(): Promise<boolean>;
  type(text: string): Promise<void>;
  accept(): Promise<void>;
  /** Clicks a button of the title bar or of an item, by its tooltip. */
  clickButton(tooltip: string): Promise<void>;
  /** In a file dialog: types the path of a file that is there, and accepts until it is taken. */
  chooseFile(path: string): Promise<void>;
  /** Of the items in view; waits for the first one. */
  labels(): Promise<string[]>;
  /** What stands beside the labels of the items in view. */
  descriptions(): Promise<string[]>;
  /** Clicks the item with exactly that label. */
  pick(label: string): Promise<void>;
  cancel(): Promise<void>;
  isOpen(): Promise<boolean>;
  /** Waits until none is open. */
  closed(): Promise<void>;
}

/** Texts as a person reads them: VS Code renders some spaces as no-break ones. */
export async function textsOf(locator: Locator): Promise<string[]> {
  const texts = await locator.allInnerTexts();
  return texts.map((text) => text.replaceAll('\u00a0', ' ').trim());
}

async function textOf(locator: Locator): Promise<string> {
  return (await textsOf(locator)).join(' ');
}

/** A regular expression that matches exactly this text. */
export function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}

export function quickInputOf(page: Page): QuickInput {
  const widget = page.locator('.quick-input-widget:visible');
  const input = widget.locator('.quick-input-filter input');
  const rows = widget.locator('.quick-input-list .monaco-list-row');
  const row = (label: string): Locator =>
    rows.filter({ has: page.locator(LABEL, { hasText: exactly(label) }) }).first();

  const text = async () => ({
    title: await textOf(widget.locator('.quick-input-title')),
    message: await textOf(widget.locator('.quick-input-message, .quick-input-description')),
    placeholder: (await input.getAttribute('placeholder')) ?? '',
    value: await input.inputValue(),
  });
  return {
    shows: async (wanted) => {
      let last = 'nothing';
      const describe = (): string => `a quick input that shows "${wanted}". There was: ${last}`;
      await waitFor(
        async () => {
          last = (await widget.isVisible()) ? Object.values(await text()).join(' | ') : 'nothing';
          return last.includes(wanted) ? true : undefined;
        },
        describe,
        SHOWN_MS,
      );
    },
    text,
    isPassword: async () => (await input.getAttribute('type')) === 'password',
    type: (value) => input.fill(value),
    accept: () => input.press('Enter'),
    clickButton: (tooltip) => widget.getByRole('button', { name: tooltip }).first().click(),
    chooseFile: async (path) => {
      await rows.first().waitFor();
      const { title } = await text();
      const isOpen = async (): Promise<boolean> =>
        (await widget.isVisible()) && (await text().catch(() => undefined))?.title === title;
      // The dialog writes the folder that it starts in over what was typed before it had read it,
      // ignores Enter while it is busy, and does not show when it no longer is.
      await waitFor(
        async () => {
          if (!(await isOpen())) return true;
          const value = await input.inputValue({ timeout: 500 }).catch(() => path);
          if (value !== path) await input.fill(path, { timeout: 500 }).catch(() => undefined);
          await input.press('Enter', { timeout: 500 }).catch(() => undefined);
          await widget.waitFor({ state: 'hidden', timeout: 500 }).catch(() => undefined);
          return undefined;
        },
        () => `the file dialog taking ${path}`,
        SHOWN_MS,
      );
    },
    labels: async () => {
      await rows.first().waitFor();
      return textsOf(rows.locator(LABEL));
    },
    descriptions: async () => {
      await rows.first().waitFor();
      return textsOf(rows.locator('.label-description'));
    },
    pick: (label) => row(label).click({ timeout: SHOWN_MS }),
    cancel: () => page.keyboard.press('Escape'),
    isOpen: () => widget.isVisible(),
    closed: () => widget.waitFor({ state: 'hidden', timeout: SHOWN_MS }),
  };
}

/** Opens the palette and runs the command with exactly that title, category included. */
export async function runCommand(page: Page, title: string): Promise<void> {
  const widget = page.locator('.quick-input-widget:visible');
  const row = widget
    .locator('.monaco-list-row')
    .filter({ has: page.locator(LABEL, { hasText: exactly(title) }) })
    .first();
  // A palette that was opened before the extension was known does not learn of its commands.
  await waitFor(
    async () => {
      try {
        await openPalette(page, title);
        await row.click({ timeout: 2000 });
        return true;
      } catch {
        return undefined;
      }
    },
    () => `the command "${title}" in the palette`,
    60_000,
  );
}

/** Opens the palette with that filter. */
async function openPalette(page: Page, filter: string): Promise<void> {
  await page.keyboard.press('Escape');
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget:visible .quick-input-filter input');
  await input.fill(`>${filter}`, { timeout: 2000 });
}

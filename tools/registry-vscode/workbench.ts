import type { Locator, Page } from 'playwright-core';
import { waitFor } from './system/wait.ts';

/** The time that VS Code has to show something. */
export const SHOWN_MS = 20_000;
/** Fades out with its text for 150 ms. */
const CLOSING = 'quick-input-widget-closing';
/** The label of an item. The second row of an item repeats the palette's command in English. */
const LABEL = '.quick-input-list-row:first-child .label-name';
/** The widget, while it is open and accepts input. */
const OPEN = `.quick-input-widget:not(.${CLOSING}):visible`;

/** The state of the quick input on the screen at one moment. */
interface Look {
  readonly title: string;
  /** The prompt or validation message. */
  readonly message: string;
  readonly placeholder: string;
  readonly value: string;
  readonly isPassword: boolean;
  /** VS Code has refused the value. */
  readonly isInvalid: boolean;
  /** One per visible row. */
  readonly checked: readonly boolean[];
  readonly labels: readonly string[];
  readonly descriptions: readonly string[];
}

/** The state of everything that an action on the quick input changes. */
interface Scene {
  readonly quickInput: Look | undefined;
  /** A quick input fades out. */
  readonly isClosing: boolean;
  /** The texts of the modal dialogs. */
  readonly dialogs: readonly string[];
}

/**
 * The palette, quick picks, input boxes and file dialogs: VS Code shows one of them at a time.
 * Each action (`pick`, `accept`, `clickButton`, `cancel`) resolves once VS Code has answered it: the quick
 * input is hidden, replaced or changed, or a dialog is in front. So a later read can't return older content.
 */
export interface QuickInput {
  /** Waits for a quick input whose title, prompt, placeholder or message contains the text. */
  shows(text: string): Promise<void>;
  /** Its title, its prompt or validation message, its placeholder and the typed value. */
  text(): Promise<Pick<Look, 'title' | 'message' | 'placeholder' | 'value'>>;
  isPassword(): Promise<boolean>;
  type(text: string): Promise<void>;
  accept(): Promise<void>;
  /** Clicks a button of the title bar or of an item, by its tooltip. */
  clickButton(tooltip: string): Promise<void>;
  /** In a file dialog: types the path of an existing file, and accepts until VS Code takes it. */
  chooseFile(path: string): Promise<void>;
  /** The labels of the visible items; waits for the first one. */
  labels(): Promise<readonly string[]>;
  /** The descriptions beside the labels of the items in view. */
  descriptions(): Promise<readonly string[]>;
  /** Clicks the item with exactly that label; `index` chooses among several. */
  pick(label: string, index?: number): Promise<void>;
  /** Presses the down arrow until the item with that label is focused. */
  moveTo(label: string): Promise<void>;
  /** Presses Escape on the open quick input. */
  cancel(): Promise<void>;
  isOpen(): Promise<boolean>;
  /** Waits until no quick input is open. */
  closed(): Promise<void>;
}

/** Texts as a user reads them: VS Code renders some spaces as no-break ones. */
export async function textsOf(locator: Locator): Promise<string[]> {
  const texts = await locator.allInnerTexts();
  return texts.map((text) => text.replaceAll('\u00a0', ' ').trim());
}

/** A regular expression that matches exactly this text. */
export function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}

/** Reads the scene at one moment: several reads could mix different moments. */
const readScene = `(() => {
  const plain = (text) => (text ?? '').replaceAll('\\u00a0', ' ').trim();
  const text = (element) => plain(element.innerText);
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const texts = (root, selector) => [...root.querySelectorAll(selector)].filter(shown).map(text);
  const widget = [...document.querySelectorAll('.quick-input-widget')].find(shown);
  const isClosing = widget?.classList.contains('${CLOSING}') ?? false;
  const look = () => {
    const input = widget.querySelector('.quick-input-filter input');
    const rows = [...widget.querySelectorAll('.quick-input-list .monaco-list-row')].filter(shown);
    const part = (selector) => rows.flatMap((row) => texts(row, selector));
    return {
      title: texts(widget, '.quick-input-title').join(' '),
      message: texts(widget, '.quick-input-message, .quick-input-description').join(' '),
      placeholder: plain(input?.getAttribute('placeholder')),
      value: input?.value ?? '',
      isPassword: input?.type === 'password',
      isInvalid: widget.querySelector('.quick-input-filter .monaco-inputbox.error') !== null,
      checked: rows.map((row) => row.querySelector('[aria-checked="true"], .checked') !== null),
      labels: part('${LABEL}'),
      descriptions: part('.label-description'),
    };
  };
  return {
    quickInput: widget === undefined || isClosing ? undefined : look(),
    isClosing,
    dialogs: texts(document, '.monaco-dialog-box'),
  };
})()`;

async function sceneOf(page: Page): Promise<Scene> {
  return page.evaluate<Scene>(readScene);
}

/** Acts on the open quick input, and waits for VS Code's answer. */
async function answered(page: Page, act: () => Promise<void>): Promise<void> {
  const before = await sceneOf(page);
  if (before.quickInput === undefined) throw new Error('No quick input is open.');
  await act();
  await waitFor(
    async () => {
      const scene = await sceneOf(page);
      if (scene.isClosing) return undefined;
      const isRefused = scene.quickInput?.isInvalid === true;
      return isRefused || JSON.stringify(scene) !== JSON.stringify(before) ? true : undefined;
    },
    () => `an answer of VS Code to the act on ${JSON.stringify(before.quickInput)}`,
    SHOWN_MS,
  );
}

export function quickInputOf(page: Page): QuickInput {
  const widget = page.locator(OPEN);
  const input = widget.locator('.quick-input-filter input');
  const rows = widget.locator('.quick-input-list .monaco-list-row');

  /** Waits for an open quick input that meets the condition. */
  const open = async (
    meets: (look: Look) => boolean,
    wanted: () => string = () => 'a quick input',
  ): Promise<Look> => {
    let last: Look | undefined;
    return waitFor(
      async () => {
        last = (await sceneOf(page)).quickInput;
        return last && meets(last) ? last : undefined;
      },
      () => `${wanted()}. There was: ${last === undefined ? 'none' : JSON.stringify(last)}`,
      SHOWN_MS,
    );
  };
  const hasRows = ({ labels }: Look): boolean => labels.length > 0;
  return {
    shows: async (wanted) => {
      await open(
        ({ title, message, placeholder, value }) =>
          [title, message, placeholder, value].join(' | ').includes(wanted),
        () => `a quick input that shows "${wanted}"`,
      );
    },
    text: () => open(() => true),
    isPassword: async () => (await open(() => true)).isPassword,
    type: (value) => input.fill(value),
    accept: async () => {
      await open(() => true);
      await answered(page, () => input.press('Enter'));
    },
    clickButton: async (tooltip) => {
      const button = widget.getByRole('button', { name: tooltip }).first();
      await button.waitFor({ timeout: SHOWN_MS });
      await answered(page, () => button.click());
    },
    chooseFile: (path) => chooseFile(page, path),
    labels: async () => (await open(hasRows)).labels,
    descriptions: async () => (await open(hasRows)).descriptions,
    pick: async (label, index = 0) => {
      const row = rows.filter({ has: page.locator(LABEL, { hasText: exactly(label) }) }).nth(index);
      await row.waitFor({ timeout: SHOWN_MS });
      // Where the pointer rests on a row, VS Code shows a hover that covers the rows beside it.
      await page.mouse.move(0, 0);
      await answered(page, () => row.click({ timeout: SHOWN_MS }));
    },
    moveTo: async (label) => {
      const focusedRow = rows.and(page.locator('.focused')).locator(LABEL);
      const focusedAfter = (before: string | undefined) =>
        waitFor(
          async () => (await textsOf(focusedRow)).find((text) => text !== before),
          () => `a focused item other than "${before ?? ''}"`,
          SHOWN_MS,
        );
      const seen = new Set<string>();
      for (let at = await focusedAfter(undefined); at !== label; at = await focusedAfter(at)) {
        if (seen.has(at)) throw new Error(`There is no item "${label}".`);
        seen.add(at);
        await page.keyboard.press('ArrowDown');
      }
    },
    cancel: async () => {
      await open(() => true);
      await answered(page, () => page.keyboard.press('Escape'));
    },
    isOpen: async () => (await sceneOf(page)).quickInput !== undefined,
    closed: async () => {
      await waitFor(
        async () => {
          const { quickInput, isClosing } = await sceneOf(page);
          return quickInput === undefined && !isClosing ? true : undefined;
        },
        () => 'the end of the quick input',
        SHOWN_MS,
      );
    },
  };
}

/**
 * The dialog may overwrite typed text with its start folder, ignores Enter while it is busy, and doesn't show
 * when it is ready.
 */
async function chooseFile(page: Page, path: string): Promise<void> {
  const widget = page.locator(OPEN);
  const input = widget.locator('.quick-input-filter input');
  await widget.locator('.quick-input-list .monaco-list-row').first().waitFor();
  const title = (await sceneOf(page)).quickInput?.title;
  // An attempt on a busy machine takes longer, and the next one would make the dialog start again.
  let attemptMs = 500;
  await waitFor(
    async () => {
      const { quickInput, isClosing } = await sceneOf(page);
      if (isClosing) return undefined;
      if (quickInput?.title !== title) return true;
      if (quickInput?.value !== path) {
        await input.fill(path, { timeout: 500 }).catch(() => undefined);
      }
      await input.press('Enter', { timeout: 500 }).catch(() => undefined);
      await widget.waitFor({ state: 'hidden', timeout: attemptMs }).catch(() => undefined);
      attemptMs *= 2;
      return undefined;
    },
    () => `the file dialog taking ${path}`,
    3 * SHOWN_MS,
  );
}

/**
 * Opens the palette and runs the command with exactly that title, category included. Resolves once
 * the palette is hidden, or replaced by what the command shows.
 */
export async function runCommand(page: Page, title: string): Promise<void> {
  const row = page
    .locator(OPEN)
    .locator('.monaco-list-row')
    .filter({ has: page.locator(LABEL, { hasText: exactly(title) }) })
    .first();
  // A palette that was opened before the extension was known never shows its commands.
  await waitFor(
    async () => {
      try {
        await openPalette(page, title);
        await row.waitFor({ timeout: 2000 });
        return true;
      } catch {
        return undefined;
      }
    },
    () => `the command "${title}" in the palette`,
    60_000,
  );
  // Only once: a click that exceeded a time limit may have run the command.
  await row.click({ timeout: SHOWN_MS });
  // The palette adds similar commands while it is open: a change in it is no answer.
  await waitFor(
    async () => {
      const { quickInput, isClosing } = await sceneOf(page);
      return !isClosing && quickInput?.value !== `>${title}` ? true : undefined;
    },
    () => `the end of the palette after "${title}"`,
    SHOWN_MS,
  );
}

/** Opens the palette with that filter. */
async function openPalette(page: Page, filter: string): Promise<void> {
  await page.keyboard.press('Escape');
  await page.keyboard.press('F1');
  await page.locator(`${OPEN} .quick-input-filter input`).fill(`>${filter}`, { timeout: 2000 });
}

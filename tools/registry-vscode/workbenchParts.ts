import type { Locator, Page } from 'playwright-core';
import { keys } from './settings.ts';
import { waitFor } from './system/wait.ts';
import { exactly, SHOWN_MS, textsOf } from './workbench.ts';

const TOAST = '.notification-toast';
const CENTRE = '.notifications-center.visible';
/** The time in which VS Code answers a key, unless it ignores it. */
const ANSWERED_MS = 3000;

export interface StatusBarItem {
  /** The text without its icon. */
  readonly text: string;
  readonly ariaLabel: string;
  /** The names of its codicons, such as `key` for `$(key)`. */
  readonly icons: readonly string[];
  /** By its background: `standard` without one of its own. */
  readonly kind: 'standard' | 'warning' | 'error';
}

export interface Dialog {
  /** Waits for the modal dialog, and returns its message and detail. */
  text(): Promise<string>;
  /** Clicks the button with exactly that label, and waits until that dialog has closed. */
  click(label: string): Promise<void>;
  /** Presses Escape, and waits until the dialog has closed. */
  cancel(): Promise<void>;
}

/** An item by its DOM ID, `<publisher>.<name>.<item id>`; undefined while it isn't shown. */
export async function statusBarItem(page: Page, id: string): Promise<StatusBarItem | undefined> {
  return page.evaluate<StatusBarItem | undefined>(`(() => {
    const item = document.getElementById(${JSON.stringify(id)});
    if (!item?.checkVisibility()) return undefined;
    const is = (kind) => item.classList.contains(kind + '-kind');
    return {
      text: item.innerText.replaceAll('\\u00a0', ' ').trim(),
      ariaLabel: item.querySelector('.statusbar-item-label')?.getAttribute('aria-label') ?? '',
      icons: [...item.innerHTML.matchAll(/codicon-([\\w-]+)/g)].map((match) => match[1]),
      kind: is('error') ? 'error' : is('warning') ? 'warning' : 'standard',
    };
  })()`);
}

/** The tooltip of that item when the pointer rests on it, never an older one. */
export async function statusBarTooltip(page: Page, id: string): Promise<string> {
  const hovers = page.locator('.monaco-hover:visible');
  await page.mouse.move(0, 0);
  await waitFor(
    async () => ((await hovers.count()) === 0 ? true : undefined),
    () => 'the end of the last hover',
    SHOWN_MS,
  );
  await page.locator(`[id="${id}"]`).hover();
  const hover = hovers.last();
  await hover.waitFor({ timeout: SHOWN_MS });
  return (await textsOf(hover)).join(' ');
}

/** The texts of the visible toasts, newest first. */
export async function toasts(page: Page): Promise<string[]> {
  return textsOf(page.locator(`${TOAST} .notification-list-item-message`));
}

/** Clears the notifications, and waits until no toast is on the screen. */
export async function clearNotifications(page: Page): Promise<void> {
  await openCentre(page);
  const shown = page.locator(`${CENTRE}, ${TOAST}:visible`);
  await pressUntil(page, keys.clearNotifications, 'the end of the notifications', async () => {
    await shown.first().waitFor({ state: 'hidden', timeout: ANSWERED_MS });
    return (await shown.count()) === 0;
  });
}

async function openCentre(page: Page): Promise<Locator> {
  const centre = page.locator(CENTRE);
  await pressUntil(page, keys.showNotifications, 'the notification centre', async () => {
    await centre.waitFor({ timeout: ANSWERED_MS });
    return true;
  });
  return centre;
}

/**
 * Presses the key until VS Code has answered it. A window that starts ignores some keys and carries out
 * others later, so it gets time before the key is pressed again.
 */
async function pressUntil(
  page: Page,
  key: string,
  wanted: string,
  isAnswered: () => Promise<boolean>,
): Promise<void> {
  await waitFor(
    async () => {
      await page.keyboard.press(key);
      return (await isAnswered().catch(() => false)) || undefined;
    },
    () => wanted,
    SHOWN_MS,
  );
}

/** The texts in the notification centre, which is closed afterwards. */
export async function notificationsInCentre(page: Page): Promise<string[]> {
  const centre = await openCentre(page);
  const texts = await textsOf(centre.locator('.notification-list-item-message'));
  await page.keyboard.press('Escape');
  await centre.waitFor({ state: 'hidden', timeout: SHOWN_MS });
  return texts;
}

/** The labels of the buttons on the toast that contains the text. A progress may be on screen beside it. */
export async function notificationActions(page: Page, text: string): Promise<readonly string[]> {
  const labels = await page
    .locator(TOAST)
    .filter({ hasText: text })
    .first()
    .locator('.notification-list-item-buttons-container .monaco-button')
    .allInnerTexts();
  return labels.map((label) => label.trim());
}

/** Clicks that button on its toast. */
export async function clickNotificationAction(page: Page, label: string): Promise<void> {
  await page
    .locator(`${TOAST} .notification-list-item-buttons-container .monaco-button`)
    .filter({ hasText: exactly(label) })
    .first()
    .click({ timeout: SHOWN_MS });
}

export function dialogOf(page: Page): Dialog {
  const box = page.locator('.monaco-dialog-box');
  /** Waits until the open dialog has closed, even if another one opens at once. */
  const ended = async (act: () => Promise<void>): Promise<void> => {
    const dialog = await box.elementHandle({ timeout: SHOWN_MS });
    await act();
    await dialog.waitForElementState('hidden', { timeout: SHOWN_MS });
  };
  return {
    text: async () => {
      await box.waitFor({ timeout: SHOWN_MS });
      const parts = box.locator('.dialog-message-text, .dialog-message-detail');
      return (await textsOf(parts)).join('\n').trim();
    },
    click: async (label) => {
      const button = box
        .locator('.dialog-buttons .monaco-button')
        .filter({ hasText: exactly(label) })
        .first();
      await button.waitFor({ timeout: SHOWN_MS });
      await ended(() => button.click({ timeout: SHOWN_MS }));
    },
    cancel: async () => {
      await box.waitFor({ timeout: SHOWN_MS });
      await ended(() => page.keyboard.press('Escape'));
    },
  };
}

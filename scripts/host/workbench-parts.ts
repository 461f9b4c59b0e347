import type { Page } from 'playwright-core';
import { exactly, textsOf } from './workbench.ts';

const SHOWN_MS = 20_000;

export interface StatusBarItem {
  /** Without its icon. */
  readonly text: string;
  readonly ariaLabel: string;
  /** The names of the codicons in it, as `key` for `$(key)`. */
  readonly icons: readonly string[];
  /** From the background: `standard` when it has none of its own. */
  readonly kind: 'standard' | 'warning' | 'error';
}

export interface Dialog {
  /** The message and its detail, of the modal dialog that is or will be open. */
  text(): Promise<string>;
  click(label: string): Promise<void>;
}

/** An item by its DOM id, `<publisher>.<name>.<item id>`; undefined while it is not shown. */
export async function statusBarItem(page: Page, id: string): Promise<StatusBarItem | undefined> {
  const item = page.locator(`[id="${id}"]`);
  if (!(await item.isVisible())) return undefined;
  const classes = (await item.getAttribute('class')) ?? '';
  const html = await item.innerHTML();
  return {
    text: (await textsOf(item)).join(' '),
    ariaLabel: (await item.locator('.statusbar-item-label').getAttribute('aria-label')) ?? '',
    icons: [...html.matchAll(/codicon-([\w-]+)/g)].map((match) => match[1] ?? ''),
    kind: classes.includes('error-kind')
      ? 'error'
      : classes.includes('warning-kind')
        ? 'warning'
        : 'standard',
  };
}

/** What VS Code shows when the pointer rests on that item. */
export async function statusBarTooltip(page: Page, id: string): Promise<string> {
  await page.locator(`[id="${id}"]`).hover();
  const hover = page.locator('.monaco-hover:visible').last();
  await hover.waitFor({ timeout: SHOWN_MS });
  return (await textsOf(hover)).join(' ');
}

/** The texts of the visible toasts, newest first. */
export async function toasts(page: Page): Promise<string[]> {
  return textsOf(page.locator('.notification-toast .notification-list-item-message'));
}

/** The texts in the notification centre, which is or will be open, and is closed afterwards. */
export async function notificationsInCentre(page: Page): Promise<string[]> {
  const centre = page.locator('.notifications-center.visible');
  await centre.waitFor({ timeout: SHOWN_MS });
  const texts = await textsOf(centre.locator('.notification-list-item-message'));
  await page.keyboard.press('Escape');
  await centre.waitFor({ state: 'hidden', timeout: SHOWN_MS });
  return texts;
}

/** Clicks that button on the toast that has it. */
export async function clickNotificationAction(page: Page, label: string): Promise<void> {
  await page
    .locator('.notification-toast .notification-list-item-buttons-container .monaco-button')
    .filter({ hasText: exactly(label) })
    .first()
    .click({ timeout: SHOWN_MS });
}

export function dialogOf(page: Page): Dialog {
  const box = page.locator('.monaco-dialog-box');
  return {
    text: async () => {
      await box.waitFor({ timeout: SHOWN_MS });
      const parts = box.locator('.dialog-message-text, .dialog-message-detail');
      return (await textsOf(parts)).join('\n').trim();
    },
    click: (label) =>
      box
        .locator('.dialog-buttons .monaco-button')
        .filter({ hasText: exactly(label) })
        .first()
        .click({ timeout: SHOWN_MS }),
  };
}

import type { LoopbackPage } from '../../session/ports.ts';
import type { TextKey } from '../host/l10n.ts';

/** The texts of the page to which the browser returns. */
export function callbackPage(language: string, t: (text: TextKey) => string): LoopbackPage {
  const text = t('You can close this tab and go back to VS Code.');
  return {
    language,
    name: t('Isogeo API'),
    texts: {
      accepted: { title: t('VS Code received the answer'), text },
      failed: { title: t('The sign-in failed'), text },
      refused: { title: t('This page isn’t part of the current sign-in'), text },
      waiting: {
        title: t('Sending the answer to VS Code…'),
        text: t('If nothing happens, allow JavaScript for this page.'),
      },
    },
  };
}

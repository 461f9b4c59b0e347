import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openDesk } from '../../desk/desk.ts';
import { PSEUDO_LOCALE } from '../../desk/pseudo.ts';
import { englishManifest, englishTexts, textsIn, type Texts } from '../../desk/texts.ts';
import { stops, tour, visibleText, type Stop } from '../../desk/tour.ts';

/** What of each stop of the tour is on the screen, in that language. */
async function screens(locale: string, texts: Texts): Promise<ReadonlyMap<Stop, string>> {
  const desk = await openDesk({ locale });
  const shown = new Map<Stop, string>();
  try {
    await tour(desk, texts, async (stop) => {
      shown.set(stop, await visibleText(desk));
      await desk.workbench.screenshot(`language-${locale}-${stop}`);
    });
  } finally {
    await desk.dispose();
  }
  assert.deepEqual([...shown.keys()], [...stops]);
  return shown;
}

/** English sentences and titles of ours: what is too short or too plain may be VS Code's own. */
const ownTexts = [...Object.values(englishTexts), ...Object.values(englishManifest)]
  .flatMap((text) => text.split(/\{\d+\}|\$\([\w~-]+\)|\n|\[|\]\(command:[^)]*\)/))
  .map((part) => part.trim())
  .filter((part) => part.split(' ').length >= 3);

describe('A person whose VS Code speaks another language', () => {
  it('reads every text of ours in French', async () => {
    for (const [stop, text] of await screens('fr', textsIn('fr'))) {
      const english = ownTexts.filter((part) => text.includes(part));
      assert.deepEqual(english, [], stop);
    }
  });

  it('meets no text that went past the language files', async () => {
    for (const [stop, text] of await screens(PSEUDO_LOCALE, textsIn('pseudo'))) {
      assert.match(text, /⟦/, stop);
      // Brackets within brackets are texts with others in them.
      const outside = text.replace(/⟦[^⟦⟧]*⟧/g, '').replace(/⟦[^⟦⟧]*⟧/g, '');
      const english = ownTexts.filter((part) => outside.includes(part));
      assert.deepEqual(english, [], stop);
    }
  });
});

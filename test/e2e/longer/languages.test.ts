import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openDesk } from '../../desk/desk.ts';
import { PSEUDO_LOCALE } from '../../desk/pseudo.ts';
import { englishManifest, englishTexts, textsIn, type Texts } from '../../desk/texts.ts';
import { stops, tour, visibleText, type Stop } from '../../desk/tour.ts';

/** The texts at each stop of the tour, in that language. */
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

/** English texts of ours that VS Code can't have itself: not too short or too common. */
const ownTexts = [...Object.values(englishTexts), ...Object.values(englishManifest)]
  .flatMap((text) => text.split(/\{\d+\}|\$\([\w~-]+\)|\n|\[|\]\(command:[^)]*\)/))
  .map((part) => part.trim())
  .filter((part) => part.split(' ').length >= 3);

describe('VS Code in another language', () => {
  it('a tour of the extension in a French VS Code shows none of its English texts of three or more words', async () => {
    for (const [stop, text] of await screens('fr', textsIn('fr'))) {
      const english = ownTexts.filter((part) => text.includes(part));
      assert.deepEqual(english, [], stop);
    }
  });

  it('a tour of the extension in a pseudo-language shows none of its English texts of three or more words untranslated', async () => {
    for (const [stop, text] of await screens(PSEUDO_LOCALE, textsIn('pseudo'))) {
      assert.match(text, /⟦/, stop);
      // Nested brackets are texts that contain others.
      const outside = text.replace(/⟦[^⟦⟧]*⟧/g, '').replace(/⟦[^⟦⟧]*⟧/g, '');
      const english = ownTexts.filter((part) => outside.includes(part));
      assert.deepEqual(english, [], stop);
    }
  });
});

import { mkdirSync, rmSync } from 'node:fs';
import sharp from 'sharp';
import { animate } from './animation.ts';
import { openDesk, type Desk } from '../test/desk/desk.ts';
import { throughStates } from '../test/desk/states.ts';
import { chooseTheme, themes } from '../test/desk/themes.ts';
import { textsIn } from '../test/desk/texts.ts';
import { tour, type Stop } from '../test/desk/tour.ts';
import { argument, inProject } from './lib/project.ts';
import { prepareVscode } from './lib/vscode.ts';

/**
 * Takes pictures of the main job in the real VS Code: one sheet for each theme and language in
 * `docs/screenshots`, and the pictures of the READMEs. `--only fr-dark` makes one sheet.
 */
const languages = ['en', 'fr'] as const;
const COLUMNS = 2;
/** The best quality with which a sheet isn't larger is taken. */
const MAXIMUM_BYTES = 400_000;
/** Small enough to keep the texts legible on a sheet. */
const window = { width: 1100, height: 700 };
const folder = inProject('docs', 'screenshots');
/** The sheet whose pictures the READMEs show. */
const readmeSheet = 'en-dark';
const readmePictures: Partial<Record<Stop, string>> = {
  menu: inProject('docs', 'pictures', 'menu.jpg'),
};

/** Makes the sheet in a page beside VS Code's. */
async function sheet(
  { workbench }: Desk,
  shots: ReadonlyMap<string, Buffer>,
  path: string,
  columns = COLUMNS,
): Promise<void> {
  const page = await workbench.page.context().newPage();
  await page.setViewportSize({ width: 1920, height: 400 });
  const figures = [...shots].map(
    ([stop, image]) =>
      `<figure><figcaption>${stop}</figcaption><img src="data:image/png;base64,${image.toString('base64')}"></figure>`,
  );
  await page.setContent(
    `<style>body{margin:0;display:grid;grid-template-columns:repeat(${columns},1fr);gap:6px;background:#777;font:14px sans-serif}
     figure{margin:0} figcaption{padding:2px 6px;background:#fff;color:#000} img{display:block;width:100%}</style>${figures.join('')}`,
  );
  const picture = sharp(await page.screenshot({ fullPage: true }));
  for (let quality = 60, size = Infinity; size > MAXIMUM_BYTES && quality > 0; quality -= 5) {
    ({ size } = await picture.jpeg({ quality, mozjpeg: true }).toFile(path));
  }
  console.log(path);
}

/**
 * The status bar in each state: a column for each theme, a row for a wide and one for a narrow window.
 */
async function statesSheet(language: (typeof languages)[number], path: string): Promise<void> {
  const shots = new Map<string, Buffer>();
  const [widths, nothing] = [[1400, 600], Buffer.alloc(0)];
  for (const renewal of ['onUse', 'manual'] as const) {
    const desk = await openDesk({
      settings: { 'isogeo.token.renewal': renewal },
      ...(language !== 'en' && { locale: language }),
    });
    const { page } = desk.workbench;
    const photograph = async (state: string) => {
      const captionOf = (theme: string, width: number) => `${state} · ${theme} · ${width} px`;
      // The order on the sheet. Choosing a theme is slow, so each is chosen once for both rows.
      for (const width of widths) {
        for (const theme of Object.keys(themes)) shots.set(captionOf(theme, width), nothing);
      }
      for (const [theme, chosen] of Object.entries(themes)) {
        await chooseTheme(desk.workbench, chosen);
        for (const width of widths) {
          await page.setViewportSize({ width, height: 400 });
          const clip = { x: width - 600, y: 400 - 32, width: 600, height: 32 };
          const shot = await page.screenshot({ animations: 'disabled', clip });
          shots.set(captionOf(theme, width), shot);
        }
      }
      await page.setViewportSize(window);
    };
    try {
      await throughStates[renewal](desk, textsIn(language), photograph);
      // The second sheet has the states of both.
      await sheet(desk, shots, path, 3);
    } finally {
      await desk.dispose();
    }
  }
}

function isWanted(picture: string): boolean {
  return (argument('only') ?? picture) === picture;
}

await prepareVscode();
mkdirSync(folder, { recursive: true });
if (isWanted('animation')) await animate(inProject('docs', 'pictures', 'sign-in.gif'));
for (const language of languages) {
  const states = `states-${language}`;
  if (isWanted(states)) await statesSheet(language, `${folder}/${states}.jpg`);
  for (const [name, { setting: colorTheme }] of Object.entries(themes)) {
    const id = `${language}-${name}`;
    if (!isWanted(id)) continue;
    const path = `${folder}/${id}.jpg`;
    rmSync(path, { force: true });
    const desk = await openDesk({
      settings: { 'workbench.colorTheme': colorTheme },
      ...(language !== 'en' && { locale: language }),
    });
    try {
      await desk.workbench.page.setViewportSize(window);
      const shots = new Map<Stop, Buffer>();
      await tour(desk, textsIn(language), async (stop) => {
        const { page } = desk.workbench;
        shots.set(stop, await page.screenshot({ animations: 'disabled' }));
        const picture = id === readmeSheet ? readmePictures[stop] : undefined;
        if (picture === undefined) return;
        await page.locator('.quick-input-widget').screenshot({ path: picture, quality: 80 });
      });
      await sheet(desk, shots, path);
    } finally {
      await desk.dispose();
    }
  }
}

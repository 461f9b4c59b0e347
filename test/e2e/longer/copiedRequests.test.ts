import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openDesk, type Desk } from '../../desk/desk.ts';
import type { Workbench } from '../../../tools/registry-vscode/index.ts';
import { eventually } from '../../../tools/registry-vscode/system/wait.ts';

const api = 'https://v1.api.isogeo.com';

/** The sections: text, and the copied program or the reason for refusing it. */
const sections = [
  {
    name: 'a path on further lines',
    text: `GET ${api}\n  /resources\n  /search\n  ?q=water\nAuthorization: Bearer abc`,
    copied: `curl '${api}/resources/search?q=water' \\\n  --header "Authorization: Bearer $ISOGEO_ACCESS_TOKEN"`,
  },
  {
    name: 'the first of two requests without a separator',
    text: `GET https://example.org/1\n\nGET ${api}/shares\nAuthorization: Bearer abc`,
    copied: `curl 'https://example.org/1'`,
  },
  {
    name: 'GraphQL',
    text: `POST https://example.org/graphql\nContent-Type: application/json\n\nquery Q {\n  a\n}`,
    copied: `curl 'https://example.org/graphql' \\\n  --header 'Content-Type: application/json' \\\n  --data-raw '{"query":"query Q {\\n  a\\n}","operationName":"Q"}'`,
  },
  {
    name: 'Digest authentication',
    text: `GET https://example.org/digest\nAuthorization: Digest user {{$processEnv PASS}}`,
    copied: `curl 'https://example.org/digest' \\\n  --digest \\\n  --user "user:$PASS"`,
  },
  {
    name: 'an unknown method',
    text: `PURGE ${api}/x`,
    below: 0,
    refused: 'unknown HTTP method. Use a method such as GET or POST.',
  },
  {
    name: 'a missing scheme',
    text: 'GET v1.api.isogeo.com/x',
    below: 0,
    refused: 'the address has no scheme. Add https:// in front of it.',
  },
  {
    name: 'a token below an empty line',
    text: `GET ${api}/shares\n\nAuthorization: Bearer abc`,
    below: 2,
    refused: 'looks like a header but is in the body. Remove the empty line above the headers',
  },
  {
    name: 'a body from a file',
    text: `POST ${api}/x\n\n< ./body.json`,
    below: 2,
    refused: 'the body comes from a file, which can’t be copied.',
  },
] as const;

/** The places that define variables, the strongest first. Each also defines those of the stronger ones. */
const sources = ['file', 'private', 'json', 'setting', 'dotenv'] as const;

/** The variables of a place: its own and those of the stronger places, with its name as the value. */
function variablesOf(source: (typeof sources)[number]): [string, string][] {
  return sources.slice(0, sources.indexOf(source) + 1).map((name) => [`from_${name}`, source]);
}

const definitions = (source: (typeof sources)[number], prefix = '') =>
  variablesOf(source)
    .map(([name, value]) => `${prefix}${name}=${value}\n`)
    .join('');

const environment = (source: (typeof sources)[number], others: Record<string, string> = {}) => ({
  local: { ...Object.fromEntries(variablesOf(source)), ...others },
});

describe('Copying the requests of a file', () => {
  let desk: Desk;
  let workbench: Workbench;
  const separators = new Map<string, number>();

  before(async () => {
    desk = await openDesk({
      settings: { 'rest-client.environmentVariables': environment('setting') },
    });
    workbench = desk.workbench;
    const texts = sections.map(({ name, text }) => `### ${name}\n${text}\n`);
    const file = [
      ...texts,
      '### variables\nGET https://example.org/{{first}}/{{second}}/{{third}}\n',
      `### defined more than once\n${definitions('file', '@')}` +
        `GET https://example.org/${sources.map((name) => `{{from_${name}}}`).join('/')}\n`,
    ];
    // The line below each separator.
    file
      .join('\n')
      .split('\n')
      .forEach((text, index) => {
        if (text.startsWith('### ')) separators.set(text.slice(4), index + 2);
      });
    writeFileSync(join(desk.workspace, 'copied.http'), file.join('\n'));
    const write = (name: string, text: string) => {
      writeFileSync(join(desk.workspace, name), text);
    };
    const second = { second: 'from-the-environment' };
    write('http-client.env.json', JSON.stringify(environment('json', second)));
    write('http-client.private.env.json', JSON.stringify(environment('private')));
    write('.env', definitions('dotenv'));
    await workbench.page.keyboard.press('Control+P');
    await workbench.quickInput.type('copied.http');
    await workbench.quickInput.pick('copied.http');
    await workbench.page.locator('.view-line', { hasText: 'a path on further' }).waitFor();
  });

  after(() => desk.dispose());

  async function goTo(name: string): Promise<void> {
    await workbench.clearNotifications();
    await workbench.page.keyboard.press('Control+G');
    await workbench.quickInput.type(`:${separators.get(name) ?? 0}`);
    await workbench.quickInput.accept();
  }

  async function clipboardHolds(wanted: string): Promise<void> {
    await eventually(async () => {
      assert.equal(await workbench.clipboard(), wanted);
    });
  }

  for (const [index, section] of sections.entries()) {
    it(`Copy Request As… gives ${'copied' in section ? 'a program' : 'the reason of the refusal'} for ${section.name}`, async () => {
      await workbench.clearClipboard();
      await goTo(section.name);
      await workbench.runCommand('Isogeo: Copy Request As…');
      if ('copied' in section) {
        await workbench.quickInput.pick('cURL');
        await clipboardHolds(section.copied);
      } else {
        const sentence = await workbench.notification(section.refused);
        assert.ok(sentence.includes(`Line ${(separators.get(section.name) ?? 0) + section.below}`));
        assert.equal(await workbench.clipboard(), '');
      }
      await workbench.screenshot(`69-copied-request-${index + 1}`);
    });
  }

  it('Copy Request As… prefers the request file’s variables, then those of the private and public environment files, the settings and .env', async () => {
    await workbench.clearClipboard();
    await goTo('defined more than once');
    await workbench.runCommand('Isogeo: Copy Request As…');
    await workbench.quickInput.pick('cURL');
    await clipboardHolds(`curl 'https://example.org/${sources.join('/')}'`);
  });

  it('Copy Request As… asks for the values of undefined variables, and Back returns to the previous value', async () => {
    await workbench.clearClipboard();
    await goTo('variables');
    await workbench.runCommand('Isogeo: Copy Request As…');
    await workbench.quickInput.shows('first');
    assert.match((await workbench.quickInput.text()).title, /1\/3/);
    await workbench.quickInput.type('wrong');
    await workbench.quickInput.accept();
    await workbench.quickInput.shows('third');
    await workbench.screenshot('69-copied-request-variables');
    await workbench.quickInput.clickButton('Back');
    await workbench.quickInput.shows('first');
    assert.equal((await workbench.quickInput.text()).value, 'wrong');
    await workbench.quickInput.type('{{first}}');
    await workbench.quickInput.accept();
    await workbench.quickInput.shows('third');
    await workbench.quickInput.type('3');
    await workbench.quickInput.accept();
    await workbench.quickInput.pick('cURL');
    await clipboardHolds(`curl 'https://example.org/%7B%7Bfirst%7D%7D/from-the-environment/3'`);
  });
});

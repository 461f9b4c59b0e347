import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { env, shown, type FakeInput } from '../../../faults/support/vscode.ts';

const { enterCredentials } = await import('../../../../src/vscode/credentials/enterCredentials.ts');

const secret = 'application-secret-1a2b3c4d5e6f7g8h9i0j11k12l13m14n15o16p17Q18rS';
const ini = `[auth]
CLIENT_ID = catalog-tools
; the secret
CLIENT_SECRET = ${secret}
# addresses
URI_TOKEN = https://id.api.isogeo.com/oauth/token
`;
const dotenv = `PORT=3000
ISOGEO_CLIENT_ID=catalog-tools
ISOGEO_CLIENT_SECRET=${secret}
AWS_SECRET_ACCESS_KEY=other-secret
`;
const plain =
  '[auth] CLIENT_ID = a CLIENT_SECRET = b URI_TOKEN = https://id.api.isogeo.com/oauth/token';

/** The text that Chromium puts into an input box. */
function joined(text: string): string {
  return text.trimEnd().replaceAll('\n', ' ');
}

function messageOf({ validationMessage }: FakeInput): string | undefined {
  return typeof validationMessage === 'object' ? validationMessage.message : validationMessage;
}

const { choosePlatform } = await import('../../../../src/vscode/credentials/enterPlatform.ts');

describe('a credentials file that is pasted into the box for the client ID', () => {
  const { readText } = env.clipboard;

  beforeEach(() => {
    shown.pick = () => 'Production';
  });

  afterEach(() => {
    shown.reset();
    env.clipboard.readText = readText;
  });

  async function openBox() {
    const entered = enterCredentials();
    await settled();
    assert.ok(shown.inputs.at(-1)?.isShown);
    const box = shown.inputs.at(-1);
    assert.ok(box);
    return { entered, box };
  }

  for (const [format, text] of [
    ['an INI file', ini],
    ['a .env file', dotenv],
  ] as const) {
    it(`${format} with comments or unknown keys is read as it is in the clipboard`, async () => {
      const { entered, box } = await openBox();
      shown.clipboard = text;
      box.enter(joined(text));
      assert.equal(box.value, '');
      const answer = await entered;
      assert.ok(answer?.from === 'pasted');
      assert.equal(answer.text, text.trim());
    });

    it(`${format} with comments or unknown keys is refused and removed from the box if the clipboard contains another text`, async () => {
      const { entered, box } = await openBox();
      shown.clipboard = `${text}# more`;
      box.enter(joined(text));
      assert.equal(box.value, '');
      await settled();
      assert.match(messageOf(box) ?? '', /Choose the file instead/);
      // VS Code reports that the extension has emptied the box; then the user presses Enter.
      box.enter('');
      assert.match(messageOf(box) ?? '', /Choose the file instead/);
      assert.equal(shown.inputs.length, 1);
      box.enter('catalog-tools');
      await settled();
      assert.equal(shown.inputs.at(-1)?.prompt, 'Client secret');
      shown.inputs.at(-1)?.escape();
      assert.equal(await entered, undefined);
    });
  }

  it('a file without comments and unknown keys is read although the clipboard can’t be read', async () => {
    env.clipboard.readText = () => Promise.reject(new Error('Reading isn’t allowed.'));
    const { entered, box } = await openBox();
    box.enter(plain);
    const answer = await entered;
    assert.ok(answer?.from === 'pasted');
    assert.match(answer.text, /\nCLIENT_SECRET = b \n/);
  });

  it('the clipboard isn’t read while the user types an ID', async (t) => {
    const read = t.mock.method(env.clipboard, 'readText');
    const { entered, box } = await openBox();
    box.enter('catalog-tools');
    await settled();
    assert.equal(shown.inputs.length, 2);
    assert.equal(read.mock.callCount(), 0);
    shown.inputs.at(-1)?.escape();
    await entered;
  });

  it('a file isn’t used if the user enters an ID before the clipboard is read', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    env.clipboard.readText = () => promise;
    const { entered, box } = await openBox();
    box.enter(plain);
    box.enter('catalog-tools');
    await settled();
    assert.equal(shown.inputs.length, 2);
    resolve('');
    await promise;
    shown.inputs.at(-1)?.enter(secret);
    const answer = await entered;
    assert.ok(answer?.from === 'entered');
    assert.equal(answer.credentials.clientId, 'catalog-tools');
  });

  it('a file that is pasted into a box for an address isn’t taken if only the platform is asked for', async () => {
    shown.pick = () => 'On premises';
    const platform = choosePlatform();
    await settled();
    const box = shown.inputs.at(-1);
    assert.ok(box);
    box.enter(plain);
    await settled();
    assert.equal(box.value, plain);
    assert.match(messageOf(box) ?? '', /Enter a URL/);
    box.escape();
    assert.equal(await platform, undefined);
  });
});

import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { memento } from '../../../faults/support/memento.ts';
import { shown } from '../../../faults/support/vscode.ts';

// Imported after the hook is in place.
const { TokenSharing } = await import('../../../../src/vscode/token/shareToken.ts');

const [terminal, share, hide] = ['New Terminal with Token', 'Share Token', 'Don’t Show Again'];
const setting = 'isogeo.clients.shareToken';

describe('TokenSharing.offer', () => {
  beforeEach(() => {
    shown.reset();
  });

  const offered = () => shown.notifications.map(({ actions }) => actions);

  it('the offer to share the token appears once in a session, and begins with the places where ISOGEO_ACCESS_TOKEN has a value', async () => {
    const sharing = new TokenSharing(memento());
    await sharing.offer('program');
    await sharing.offer('client');
    assert.deepEqual(offered(), [[terminal, share, hide]]);
    assert.match(shown.notifications[0]?.message ?? '', /^ISOGEO_ACCESS_TOKEN has a value only in/);
  });

  it('the offer to share the token names the risk, and accepting it switches the setting on without a further question', async () => {
    const sharing = new TokenSharing(memento());
    shown.choose = () => {
      assert.equal(shown.settings.get(setting), undefined);
      return share;
    };
    await sharing.offer('client');
    const message = shown.notifications[0]?.message ?? '';
    assert.match(
      message,
      /All extensions in this window, and the programs that they start, can read/,
    );
    assert.equal(shown.settings.get(setting), true);
    await sharing.explain();
    assert.equal(shown.notifications.length, 1);
    assert.deepEqual(shown.passing, ['$(check) Isogeo token shared']);
  });

  it('the setting to share the token stays off if the user dismisses the offer to share it', async () => {
    await new TokenSharing(memento()).offer('client');
    assert.equal(shown.settings.size, 0);
  });

  it('the offer to share the token also has a button that runs New Terminal with Token', async () => {
    shown.choose = () => terminal;
    await new TokenSharing(memento()).offer('program');
    assert.deepEqual(shown.commands, [['isogeo.newTerminal']]);
  });

  it('the offer to share the token doesn’t appear in the next session after the user has chosen Don’t Show Again', async () => {
    const state = memento();
    shown.choose = () => hide;
    await new TokenSharing(state).offer('program');
    await new TokenSharing(state).offer('client');
    assert.equal(shown.notifications.length, 1);
  });

  it('no message appears after text was copied for an HTTP client if the token is already shared; for a terminal program, a terminal is offered', async () => {
    shown.settings.set(setting, true);
    const sharing = new TokenSharing(memento());
    await sharing.offer('client');
    assert.deepEqual(offered(), []);
    await sharing.offer('program');
    assert.deepEqual(offered(), [[terminal, hide]]);
  });

  it('in a remote window, the message after copying text for an HTTP client offers a terminal with the token, but not to share the token', async () => {
    await new TokenSharing(memento()).offer('client', true);
    assert.deepEqual(offered(), [[terminal, hide]]);
  });
});

describe('TokenSharing.explain', () => {
  it('switching token sharing on in the settings shows the risk, and Stop Sharing in this message switches the setting off', async () => {
    shown.reset();
    shown.settings.set(setting, true);
    shown.choose = () => 'Stop Sharing';
    await new TokenSharing(memento()).explain();
    assert.match(shown.notifications[0]?.message ?? '', /can now read your Isogeo token/);
    assert.equal(shown.settings.get(setting), undefined);
  });
});

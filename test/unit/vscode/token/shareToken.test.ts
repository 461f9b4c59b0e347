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

  it('says once in a session where the variable has a value', async () => {
    const sharing = new TokenSharing(memento());
    await sharing.offer('program');
    await sharing.offer('client');
    assert.deepEqual(offered(), [[terminal, share, hide]]);
    assert.match(shown.notifications[0]?.message ?? '', /^ISOGEO_ACCESS_TOKEN has a value only in/);
  });

  it('names the risk in the same sentence before the token is shared, and asks no more', async () => {
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

  it('shares nothing where the offer is dismissed', async () => {
    await new TokenSharing(memento()).offer('client');
    assert.equal(shown.settings.size, 0);
  });

  it('opens the terminal', async () => {
    shown.choose = () => terminal;
    await new TokenSharing(memento()).offer('program');
    assert.deepEqual(shown.commands, [['isogeo.newTerminal']]);
  });

  it('stays away in every session once the user has said so', async () => {
    const state = memento();
    shown.choose = () => hide;
    await new TokenSharing(state).offer('program');
    await new TokenSharing(state).offer('client');
    assert.equal(shown.notifications.length, 1);
  });

  it('says nothing of a text for a client that has the token', async () => {
    shown.settings.set(setting, true);
    const sharing = new TokenSharing(memento());
    await sharing.offer('client');
    assert.deepEqual(offered(), []);
    await sharing.offer('program');
    assert.deepEqual(offered(), [[terminal, hide]]);
  });

  it('offers no sharing in a window whose clients are remote', async () => {
    await new TokenSharing(memento()).offer('client', true);
    assert.deepEqual(offered(), [[terminal, hide]]);
  });
});

describe('TokenSharing.explain', () => {
  it('says what sharing means where something else has switched it on, and takes it back', async () => {
    shown.reset();
    shown.settings.set(setting, true);
    shown.choose = () => 'Stop Sharing';
    await new TokenSharing(memento()).explain();
    assert.match(shown.notifications[0]?.message ?? '', /can now read your Isogeo token/);
    assert.equal(shown.settings.get(setting), undefined);
  });
});

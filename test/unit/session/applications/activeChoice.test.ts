import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ActiveChoice } from '../../../../src/session/applications/activeChoice.ts';
import { FakeChoice } from '../fakes.ts';

function choices() {
  const [workspace, everywhere] = [new FakeChoice(), new FakeChoice()];
  return { workspace, everywhere, choice: new ActiveChoice(workspace, everywhere) };
}

describe('the choice of the active application', () => {
  it('the active application is the workspace’s stored choice, or the choice stored for all windows if the workspace has no choice', async () => {
    const { choice, workspace, everywhere } = choices();
    assert.deepEqual(choice.read(), []);
    await choice.choose('a');
    everywhere.stored = 'b';
    assert.deepEqual(choice.read(), ['a']);
    workspace.stored = undefined;
    assert.deepEqual(choice.read(), ['b']);
  });

  it('the previously active application stays stored beside the new choice until the sign-in has ended', async () => {
    const { choice, workspace, everywhere } = choices();
    await choice.choose('a');
    await choice.prepare('b');
    assert.deepEqual(choice.read(), ['b', 'a']);
    await choice.choose('b');
    assert.deepEqual([workspace.stored, everywhere.stored], ['b', 'b']);
  });

  it('undoing the choice of a new active application restores the workspace’s previous choice and the previous choice of all windows', async () => {
    const { choice, workspace, everywhere } = choices();
    await choice.choose('a');
    everywhere.stored = 'c';
    await choice.prepare('b');
    await choice.takeBack('b');
    assert.deepEqual([workspace.stored, everywhere.stored], ['a', 'c']);
    const first = choices();
    await first.choice.prepare('a');
    await first.choice.takeBack('a');
    assert.deepEqual(first.choice.read(), []);
  });

  it('after each of fifty sign-ins, half of which fail, the last saved application is the active application', async () => {
    const { choice } = choices();
    await choice.choose('saved-0');
    for (let signIn = 1; signIn <= 50; signIn += 1) {
      const saved = `saved-${signIn - 1 - ((signIn - 1) % 2)}`;
      const id = signIn % 2 === 0 ? `saved-${signIn}` : `failed-${signIn}`;
      await choice.prepare(id);
      assert.deepEqual(choice.read(), [id, saved]);
      await (signIn % 2 === 0 ? choice.choose(id) : choice.takeBack(id));
      assert.deepEqual(choice.read(), [signIn % 2 === 0 ? id : saved]);
    }
  });

  it('the start of a new sign-in to the active application leaves the workspace’s stored choice unchanged', async () => {
    const { choice, workspace } = choices();
    await choice.choose('a');
    await choice.prepare('a');
    assert.equal(workspace.stored, 'a');
  });

  it('the choice of the active application ignores a stored value that is neither an ID nor a list of IDs', () => {
    const { choice, workspace, everywhere } = choices();
    for (const stored of [7, {}, null, [1, null]]) {
      workspace.stored = everywhere.stored = stored;
      assert.deepEqual(choice.read(), []);
    }
  });
});

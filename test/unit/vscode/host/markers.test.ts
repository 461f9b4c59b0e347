import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memento as emptyState } from '../../../faults/support/memento.ts';
import { createMarkers } from '../../../../src/vscode/host/markers.ts';

const validity = { obtainedAt: 1, expiresAt: 2 };

describe('markers', () => {
  it('the markers of saved applications list each added application until its removal, also in the next window', async () => {
    const memento = emptyState();
    const markers = createMarkers(memento);
    assert.deepEqual(markers.ids(), []);
    await markers.add('a', undefined);
    await markers.add('b', validity);
    await markers.remove('a');
    assert.deepEqual(markers.ids(), ['b']);
    assert.deepEqual(createMarkers(memento).ids(), ['b']);
  });

  it('the markers of saved applications distinguish a signed-in, a signed-out and an unknown application', async () => {
    const memento = emptyState();
    const markers = createMarkers(memento);
    await markers.add('signed in', validity);
    await markers.add('endless', { obtainedAt: 1 });
    await markers.add('signed out', validity);
    await markers.add('signed out', undefined);
    await markers.add('removed', validity);
    await markers.remove('removed');
    const next = createMarkers(memento);
    assert.deepEqual(
      ['signed in', 'endless', 'signed out', 'removed', 'constructor'].map((id) =>
        next.validityOf(id),
      ),
      [validity, { obtainedAt: 1 }, null, undefined, undefined],
    );
  });

  it('the markers of saved applications accept the application ID __proto__', async () => {
    const markers = createMarkers(emptyState());
    await markers.add('__proto__', validity);
    assert.deepEqual([markers.ids(), markers.validityOf('__proto__')], [['__proto__'], validity]);
  });

  it('the markers of saved applications ignore stored values of an unexpected type', () => {
    for (const stored of [{ a: 1 }, 'a', null, 1, []]) {
      const markers = createMarkers(Object.assign(emptyState(), { get: () => stored }));
      assert.deepEqual([markers.ids(), markers.validityOf('a')], [[], undefined]);
    }
    const mixed = { get: () => ['a', 1, null] };
    const markers = createMarkers(Object.assign(emptyState(), mixed));
    assert.deepEqual(markers.ids(), ['a']);
  });

  it('the markers of saved applications aren’t written to VS Code’s state if nothing has changed', async (t) => {
    const memento = emptyState();
    const markers = createMarkers(memento);
    await markers.add('a', validity);
    const update = t.mock.method(memento, 'update');
    await markers.add('a', validity);
    await markers.remove('b');
    assert.equal(update.mock.callCount(), 0);
  });

  it('changing the markers of saved applications doesn’t fail if VS Code can’t store its state', async () => {
    const memento = emptyState();
    memento.values.set('isogeo.savedApplications', ['a']);
    memento.update = () => Promise.reject(new Error('disk full'));
    const markers = createMarkers(memento);
    await markers.add('b', validity);
    await markers.remove('a');
    assert.deepEqual(markers.ids(), ['a']);
  });
});

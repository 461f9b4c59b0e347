import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memento as emptyState } from '../../../faults/support/memento.ts';
import { createMarkers } from '../../../../src/vscode/host/markers.ts';

const validity = { obtainedAt: 1, expiresAt: 2 };

describe('markers', () => {
  it('the list of saved applications in VS Code’s state contains the ID of each added application until its removal, also in the next window', async () => {
    const memento = emptyState();
    const markers = createMarkers(memento);
    assert.deepEqual(markers.ids(), []);
    await markers.add('a', undefined);
    await markers.add('b', validity);
    await markers.remove('a');
    assert.deepEqual(markers.ids(), ['b']);
    assert.deepEqual(createMarkers(memento).ids(), ['b']);
  });

  it('the list of saved applications in VS Code’s state gives a signed-in application’s token expiry, and tells a signed-out application from an unknown one', async () => {
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

  it('reading one application’s token expiry from VS Code’s state doesn’t go through the other applications', () => {
    let listings = 0;
    const stored = new Proxy(
      { a: validity },
      {
        ownKeys: (target) => {
          listings += 1;
          return Reflect.ownKeys(target);
        },
      },
    );
    const markers = createMarkers({ ...emptyState(), get: () => stored as never });
    assert.deepEqual(markers.validityOf('a'), validity);
    assert.equal(listings, 0);
  });

  it('the list of saved applications in VS Code’s state can contain the application ID __proto__', async () => {
    const markers = createMarkers(emptyState());
    await markers.add('__proto__', validity);
    assert.deepEqual([markers.ids(), markers.validityOf('__proto__')], [['__proto__'], validity]);
  });

  it('the list of saved applications in VS Code’s state ignores stored values of an unexpected type', () => {
    for (const stored of [{ a: 1 }, 'a', null, 1, []]) {
      const markers = createMarkers(Object.assign(emptyState(), { get: () => stored }));
      assert.deepEqual([markers.ids(), markers.validityOf('a')], [[], undefined]);
    }
    const mixed = { get: () => ['a', 1, null] };
    const markers = createMarkers(Object.assign(emptyState(), mixed));
    assert.deepEqual(markers.ids(), ['a']);
  });

  it('the list of saved applications isn’t written to VS Code’s state again if nothing has changed', async (t) => {
    const memento = emptyState();
    const markers = createMarkers(memento);
    await markers.add('a', validity);
    const update = t.mock.method(memento, 'update');
    await markers.add('a', validity);
    await markers.remove('b');
    assert.equal(update.mock.callCount(), 0);
  });

  it('adding or removing an application in VS Code’s state doesn’t fail if VS Code can’t store the state, and the stored list stays as it was', async () => {
    const memento = emptyState();
    memento.values.set('isogeo.savedApplications', ['a']);
    memento.update = () => Promise.reject(new Error('disk full'));
    const markers = createMarkers(memento);
    await markers.add('b', validity);
    await markers.remove('a');
    assert.deepEqual(markers.ids(), ['a']);
  });
});

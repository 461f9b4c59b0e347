import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as vscode from 'vscode';
import { createMarkers } from '../../../../src/vscode/host/markers.ts';

class FakeMemento implements vscode.Memento {
  readonly values = new Map<string, readonly string[]>();
  updates = 0;

  keys(): readonly string[] {
    return [...this.values.keys()];
  }

  get = ((key: string, fallback?: unknown) =>
    this.values.get(key) ?? fallback) as vscode.Memento['get'];

  update(key: string, value: readonly string[]): Promise<void> {
    this.updates += 1;
    this.values.set(key, value);
    return Promise.resolve();
  }
}

describe('the markers', () => {
  it('name what was added and not removed, also to the next window', async () => {
    const memento = new FakeMemento();
    const markers = createMarkers(memento);
    assert.deepEqual(markers.ids(), []);
    await markers.add('a');
    await markers.add('b');
    await markers.remove('a');
    assert.deepEqual(markers.ids(), ['b']);
    assert.deepEqual(createMarkers(memento).ids(), ['b']);
  });

  it('are none where something else stands in their place', () => {
    for (const stored of [{ a: 1 }, 'a', null, 1]) {
      const markers = createMarkers(Object.assign(new FakeMemento(), { get: () => stored }));
      assert.deepEqual(markers.ids(), []);
    }
    const mixed = { get: () => ['a', 1, null] };
    const markers = createMarkers(Object.assign(new FakeMemento(), mixed));
    assert.deepEqual(markers.ids(), ['a']);
  });

  it('write nothing where nothing changes', async () => {
    const memento = new FakeMemento();
    const markers = createMarkers(memento);
    await markers.add('a');
    await markers.add('a');
    await markers.remove('b');
    assert.equal(memento.updates, 1);
  });

  it('do not reject where the state cannot be written', async () => {
    const memento = new FakeMemento();
    memento.values.set('isogeo.savedApplications', ['a']);
    memento.update = () => Promise.reject(new Error('disk full'));
    const markers = createMarkers(memento);
    await markers.add('b');
    await markers.remove('a');
    assert.deepEqual(markers.ids(), ['a']);
  });
});

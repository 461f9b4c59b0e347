import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nameAmongSeveral } from '../../../../src/vscode/host/loadActive.ts';
import { Applications } from '../../../../src/session/applications/applications.ts';
import {
  applicationId as id,
  fakePorts,
  recordWith,
  storeRecord,
  tokenWith,
} from '../../session/fakes.ts';

describe('nameAmongSeveral', () => {
  async function applicationsWith(...others: readonly string[]) {
    const ports = fakePorts();
    const applications = new Applications(ports);
    await storeRecord({ ...ports, applications }, recordWith(tokenWith('t')));
    for (const other of others) await ports.markers.add(other);
    return applications;
  }

  it('the function nameAmongSeveral returns no name if only the active application is saved', async () => {
    const applications = await applicationsWith();
    assert.equal(nameAmongSeveral({ active: { id }, applications }), undefined);
  });

  it('if two applications are saved, nameAmongSeveral returns the active or a given one’s name, and no name if none is active', async () => {
    const applications = await applicationsWith('other@host');
    const name = applications.get(id)?.record.application.name;
    assert.ok(name);
    assert.equal(nameAmongSeveral({ active: { id }, applications }), name);
    assert.equal(nameAmongSeveral({ active: { id: 'other@host' }, applications }, id), name);
    assert.equal(nameAmongSeveral({ active: { id: undefined }, applications }), undefined);
  });
});

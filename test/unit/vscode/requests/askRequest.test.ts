import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { routes } from '../../../../src/core/requests/api/routes.ts';
import * as vscode from '../../../faults/support/vscode.ts';
import { settled } from '../../session/fakes.ts';

// Imported after the hook is in place.
const { documentedRequests } = await import('../../../../src/vscode/requests/askRequest.ts');

const typed = routes.flatMap((route) =>
  route.parameters
    .filter(({ in: where, values }) => where === 'path' && !values)
    .map(({ name }) => [route, name] as const),
);

it('Copy Request As… refuses dots as the value of any part of a path, since they would change the path', async () => {
  assert.ok(typed.length > 50);
  for (const [route, name] of typed) {
    const others = route.parameters.filter((each) => each.in === 'path' && each.name !== name);
    const step = documentedRequests([
      { route },
      { wanted: [] },
      ...others.map((each) => ({ name: each.name, value: 'a1' })),
    ]);
    if (!step.ok || !('ask' in step.value)) assert.fail(`${route.path} has no step for ${name}`);
    const asked = step.value.ask({}, undefined);
    await settled();
    const box = vscode.shown.inputs.at(-1) ?? assert.fail('no box');
    for (const value of ['.', '..', ' .. ', '...']) {
      box.enter(value);
      assert.match(JSON.stringify(box.validationMessage), /dots only/, `${route.path} ${value}`);
    }
    box.enter('a.b');
    assert.deepEqual(await asked, { name, value: 'a.b' });
  }
});

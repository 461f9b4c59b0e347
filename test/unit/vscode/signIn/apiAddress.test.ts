import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { beforeEach, describe, it, type TestContext } from 'node:test';
import { applicationIdOf } from '../../../../src/core/applications/application.ts';
import type { Credentials } from '../../../../src/core/credentials/credentials.ts';
import { apiBaseOf } from '../../../../src/core/platform/endpoints.ts';
import { failed, success } from '../../../../src/core/result.ts';
import { createHttp } from '../../../../src/node/http/http.ts';
import { keepSavedApi } from '../../../../src/session/signIn/apiAddress.ts';
import { authenticate } from '../../../../src/session/signIn/authenticate.ts';
import { Tokens } from '../../../../src/session/token/tokens.ts';
import type { ApiAddressPorts } from '../../../../src/vscode/signIn/apiAddress.ts';
import { shown, type FakeInput } from '../../../faults/support/vscode.ts';
import { startUnderPaths } from '../../../sandbox/underPaths.ts';
import { firstApplication, sandboxFor } from '../../sandbox/helpers.ts';
import { fakePorts, noCancel, settled } from '../../session/fakes.ts';

const { changeApiAddress } = await import('../../../../src/vscode/signIn/apiAddress.ts');

/** Identity server and API behind a gateway, where the derived API address is wrong. */
async function gatewayFor(t: TestContext) {
  const ports = fakePorts();
  const sandbox = await sandboxFor(t, { clock: () => ports.clock.now() });
  const gateway = await startUnderPaths(sandbox);
  t.after(() => gateway.stop());
  const { clientId, clientSecret } = firstApplication(sandbox);
  const file: Credentials = {
    kind: 'group',
    clientId,
    clientSecret,
    endpoints: { token: gateway.tokenUri, api: apiBaseOf(gateway.tokenUri) },
    redirectUris: [],
    scopes: ['resources:read'],
  };
  const id = applicationIdOf(clientId, gateway.tokenUri);
  const http = createHttp();
  const tokens = new Tokens({ ...ports, http });
  const services = { ...ports, http, tokens, shutdown: noCancel() } as unknown as ApiAddressPorts;
  /** Signs in with the file as the command does, in this window or another. */
  const signIn = async (applications = ports.applications) => {
    const credentials = await keepSavedApi(file, applications);
    const result = await authenticate(
      credentials,
      [],
      { ...ports, http, applications },
      noCancel(),
    );
    assert.ok(result.ok, JSON.stringify(result));
    return { api: credentials.endpoints.api, shareCount: result.value.shareCount };
  };
  return { ...ports, tokens, sandbox, gateway, file, id, services, signIn };
}

async function nextBox(count: number): Promise<FakeInput> {
  while (shown.inputs.length < count) await settled();
  const input = shown.inputs[count - 1];
  assert.ok(input);
  return input;
}

describe('the API address of an on-premises application', () => {
  beforeEach(() => {
    shown.reset();
  });

  it('a user can correct an on-premises API address, and signing in again with the same credentials file keeps the correction', async (t) => {
    const { gateway, file, id, services, signIn, tokens, clock, ...ports } = await gatewayFor(t);
    assert.deepEqual(await signIn(), { api: gateway.origin, shareCount: undefined });

    const changed = changeApiAddress(id, services);
    const first = await nextBox(1);
    assert.equal(first.value, gateway.origin);
    const refused = shown.nextNotification();
    first.enter(`${gateway.origin}/wrong`);
    const { message, actions, answer } = await refused;
    assert.equal(message, `No Isogeo API answers at ${gateway.origin}/wrong. Check the address.`);
    assert.deepEqual(actions, ['Enter Again…']);
    answer('Enter Again…');
    const second = await nextBox(2);
    assert.equal(second.value, `${gateway.origin}/wrong`);
    second.enter(`${gateway.api}/`);
    assert.deepEqual(await changed, success(undefined));
    // The token was sent to no address without an API, except in the trial of the first sign-in.
    assert.deepEqual(
      gateway.strays.map(({ path, hasToken }) => [path, hasToken]),
      [
        ['/shares', true],
        ['/wrong/about', false],
      ],
    );

    for (const applications of [ports.applications, ports.openWindow()]) {
      assert.deepEqual(await signIn(applications), { api: gateway.api, shareCount: 2 });
    }
    clock.advance(3_600_000);
    assert.ok((await tokens.forUse(id, true, noCancel())).ok);
    const saved = ports.applications.get(id)?.record.application.credentials.endpoints;
    assert.deepEqual(saved, { token: file.endpoints.token, api: gateway.api });
    assert.equal(gateway.strays.length, 2);
  });

  it('an API address that the user has corrected isn’t used if the credentials file itself names another API address', async (t) => {
    const { gateway, file, id, services, signIn, applications } = await gatewayFor(t);
    await signIn();
    const changed = changeApiAddress(id, services);
    (await nextBox(1)).enter(gateway.api);
    await changed;
    const given = { ...file, endpoints: { ...file.endpoints, api: `${gateway.origin}/identity` } };
    assert.deepEqual(await keepSavedApi(given, applications), given);
  });

  it('an on-premises API address on a new origin is tried only after the user has confirmed the origin', async (t) => {
    const { sandbox, id, services, signIn, applications } = await gatewayFor(t);
    await signIn();
    const { port } = new URL(sandbox.origin);
    const api = `http://localhost:${port}`;
    const correct = async () => {
      const changed = changeApiAddress(id, services);
      (await nextBox(shown.inputs.length + 1)).enter(api);
      return changed;
    };
    const requests = sandbox.apiRequests.length;
    assert.deepEqual(await correct(), failed({ reason: 'cancelled' }));
    assert.equal(sandbox.apiRequests.length, requests);
    shown.choose = () => 'Trust and Continue';
    assert.deepEqual(await correct(), success(undefined));
    const record = applications.get(id)?.record;
    assert.equal(record?.application.credentials.endpoints.api, api);
    assert.deepEqual(await signIn(), { api, shareCount: 2 });
  });

  it('the box for the API address refuses an address that is empty, incomplete, unencrypted or contains user info', async (t) => {
    const { id, services, signIn } = await gatewayFor(t);
    await signIn();
    const changed = changeApiAddress(id, services);
    const box = await nextBox(1);
    for (const address of ['', 'api', 'http://api.example', 'https://me:word@api.example']) {
      box.enter(address);
      assert.ok(box.validationMessage, address);
    }
    box.escape();
    assert.deepEqual(await changed, failed({ reason: 'cancelled' }));
  });

  it('the API address of an on-premises application doesn’t change if the API at the new address belongs to another platform and refuses the token', async (t) => {
    const { gateway, id, services, signIn, applications } = await gatewayFor(t);
    await signIn();
    const other = await startUnderPaths(await sandboxFor(t));
    t.after(() => other.stop());
    const changed = changeApiAddress(id, services);
    shown.choose = () => 'Trust and Continue';
    (await nextBox(1)).enter(other.api);
    assert.deepEqual(await changed, failed({ reason: 'cancelled' }));
    assert.match(shown.notifications.at(-1)?.message ?? '', /belong to different platforms/);
    const record = applications.get(id)?.record;
    assert.equal(record?.application.credentials.endpoints.api, gateway.origin);
  });

  it('changing the API address of an application that isn’t saved fails, because an application must be chosen first', async (t) => {
    const { services } = await gatewayFor(t);
    assert.deepEqual(
      await changeApiAddress('none@id.example', services),
      failed({ reason: 'interaction-required', need: 'choose-application' }),
    );
  });
});

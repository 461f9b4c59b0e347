import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Token } from '../../src/core/token/token.ts';
import { Applications } from '../../src/session/applications/applications.ts';
import { ApplicationReader } from '../../src/session/applications/reader.ts';
import { ActiveApplication } from '../../src/vscode/host/activeApplication.ts';
import { Tokens } from '../../src/session/token/tokens.ts';
import type { Http, Lock } from '../../src/session/ports.ts';
import { failed, success } from '../../src/core/result.ts';
import type { ApplicationRecord } from '../../src/core/applications/record.ts';
import { AuthenticationProvider } from '../../src/vscode/applications/authenticationProvider.ts';
import { followOtherWindows } from '../../src/vscode/applications/otherWindows.ts';
import type { SessionPorts } from '../../src/vscode/applications/sessions.ts';
import { createSessions } from '../../src/vscode/applications/sessions.ts';
import { openSecrets } from '../../src/vscode/host/storedSecrets.ts';
import { createVault } from '../../src/vscode/host/vault.ts';
import { FakeSecrets } from '../faults/support/secrets.ts';
import {
  FakeMarkers,
  hourMs,
  ManualClock,
  noCancel,
  settled,
  startOfTest,
} from '../unit/session/fakes.ts';
import {
  authenticate,
  authenticateExpired,
  contextInMemory,
  startPlatform,
  type Platform,
} from './support.ts';

interface Account {
  readonly id: string;
  readonly label: string;
}

function client<T>(command: string, ...rest: unknown[]): Promise<T> {
  return Promise.resolve(vscode.commands.executeCommand<T>(`sessionClient.${command}`, ...rest));
}

describe('the authentication provider for another extension', () => {
  let platform: Platform;

  beforeEach(async () => {
    platform = await startPlatform();
  });

  afterEach(() => platform.dispose());

  async function accountOf(id: string | undefined): Promise<Account | undefined> {
    return (await client<Account[]>('accounts')).find((account) => account.id === id);
  }

  it('another extension sees an account for a signed-in application, labelled with the name, the start of its ID and the platform', async () => {
    const { application } = await authenticate(platform.files.json);
    const account = await accountOf(application?.id);
    assert.ok(account && application);
    const label = /^(.+) \((.+), custom\)$/.exec(account.label);
    assert.ok(label);
    assert.equal(label[1], application.name);
    assert.ok(application.id.startsWith(label[2] ?? '?'), account.label);
  });

  it('the authentication provider lists accounts without a request, although the token has expired', async () => {
    const { application } = await authenticateExpired(platform);
    const before = platform.sandbox.tokenRequests.length;
    assert.ok(await accountOf(application?.id));
    assert.equal(platform.sandbox.tokenRequests.length, before);
  });

  it('the authentication provider gives different labels to two applications with the same name', async () => {
    const other = await startPlatform();
    try {
      const first = await authenticate(platform.files.json);
      const second = await authenticate(other.files.json);
      assert.equal(first.application?.name, second.application?.name);
      const labels = await Promise.all(
        [first, second].map(async ({ application }) => (await accountOf(application?.id))?.label),
      );
      assert.equal(new Set(labels).size, 2, String(labels));
    } finally {
      await other.dispose();
    }
  });

  it('another extension’s silent request gets no session if an application is signed in but the extension isn’t allowed yet', async () => {
    await authenticate(platform.files.json);
    assert.equal(await client('getSession', { silent: true }), undefined);
  });

  it('VS Code announces each change of a secret once to the extension that made the change, before the call returns', async () => {
    assert.deepEqual(await client('secretChanges'), [
      'changed sample',
      'stored one',
      'changed sample',
      'stored two',
      'changed sample',
      'deleted',
    ]);
  });

  it('the authentication provider announces a change of its sessions after a sign-in and after a renewal', async () => {
    const before = await client<number>('events');
    await authenticate(platform.files.json);
    await eventually(async () => (await client<number>('events')) > before);
    const added = await client<number>('events');
    await vscode.commands.executeCommand('isogeo.renewToken');
    await eventually(async () => (await client<number>('events')) > added);
  });
});

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('It did not come to be.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The one secret storage of all windows; each window receives every change. */
class SharedSecrets extends FakeSecrets {
  readonly #enough = Promise.withResolvers<undefined>();
  #least = 0;
  reads = 0;

  /** Delays reads until so many have been requested. */
  answerOnly(least: number): void {
    this.#least = least;
    this.reads = 0;
  }

  override get = async (key: string): Promise<string | undefined> => {
    this.reads += 1;
    if (this.reads >= this.#least) this.#enough.resolve(undefined);
    if (this.#least > 0) await this.#enough.promise;
    return this.values.get(key);
  };
}

/** The provider as VS Code calls it, with a storage and a platform in memory. */
describe('the authentication provider', () => {
  let secrets: SharedSecrets;
  let markers: FakeMarkers;
  let requests: number;
  let isDown: boolean;
  let clock: ManualClock;
  let opened: { dispose(): void }[];

  beforeEach(() => {
    secrets = new SharedSecrets();
    markers = new FakeMarkers();
    requests = 0;
    isDown = false;
    clock = new ManualClock();
    opened = [];
  });

  afterEach(() => {
    for (const each of opened) each.dispose();
  });

  function startWindow() {
    const stored = openSecrets(secrets);
    const vault = createVault(secrets, stored);
    const log = { info: () => undefined, warn: () => undefined };
    const http: Http = {
      send: () => {
        requests += 1;
        if (isDown) {
          return Promise.resolve(
            failed({ reason: 'unreachable', host: 'id.api.isogeo.com', code: 'ENOTFOUND' }),
          );
        }
        return Promise.resolve(
          success({
            status: 200,
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({
              access_token: `renewed-${requests}`,
              token_type: 'bearer',
              expires_in: 3599,
            }),
          }),
        );
      },
    };
    const lock: Lock = { hold: (_key, work) => work() };
    const reader = new ApplicationReader({ vault, markers, log });
    const applications = new Applications({ vault, markers, log, lock }, reader);
    const tokens = new Tokens({ applications, http, clock, lock, log });
    const services = {
      applications,
      tokens,
      clock,
      log,
      http,
      shutdown: new AbortController().signal,
    };
    // The other services are only for the user's commands.
    const sessions = createSessions(services as unknown as SessionPorts);
    const provider = new AuthenticationProvider(reader, markers.ids(), () =>
      Promise.resolve(sessions),
    );
    const active = new ActiveApplication(contextInMemory());
    opened.push(provider, active, followOtherWindows(stored, { applications, active, provider }));
    const events: string[] = [];
    provider.onDidChangeSessions(({ added, removed, changed }) => {
      for (const [kind, list] of Object.entries({ added, removed, changed })) {
        events.push(...tokensOf(list ?? []).map((token) => `${kind} ${token}`));
      }
    });
    return { applications, active, provider, events };
  }

  const prefix = 'token-of-';
  const valid = (name: string): Token => ({
    accessToken: prefix + name,
    obtainedAt: startOfTest,
    expiresAt: startOfTest + hourMs,
  });
  const expired = (name: string): Token => ({
    accessToken: prefix + name,
    obtainedAt: 1,
    expiresAt: 2,
  });

  function record(name: string, token?: Token): ApplicationRecord {
    return {
      application: {
        id: `${name}@id.api.isogeo.com`,
        name,
        kind: 'group',
        platform: 'prod',
        credentials: {
          kind: 'group',
          clientId: name,
          clientSecret: 's3cr3t',
          endpoints: {
            token: 'https://id.api.isogeo.com/oauth/token',
            api: 'https://v1.api.isogeo.com',
          },
          redirectUris: [],
          scopes: ['resources:read'],
        },
      },
      ...(token && { token }),
      confirmedOrigins: [],
    };
  }

  const save = (
    { applications }: Pick<ReturnType<typeof startWindow>, 'applications'>,
    given: ApplicationRecord,
  ) => applications.saveSignIn(given, false, noCancel());

  const tokensOf = (sessions: readonly vscode.AuthenticationSession[]) =>
    sessions.map(({ accessToken }) => accessToken.replace(prefix, ''));

  it('the authentication provider lists the sessions of all accounts with a token, even an expired one, without a request', async () => {
    const { applications, provider } = startWindow();
    await save({ applications }, record('a', expired('old')));
    await save({ applications }, record('b', valid('good')));
    await save({ applications }, record('c'));
    assert.deepEqual(tokensOf(await provider.getSessions(undefined, {})), ['old', 'good']);
    assert.equal(requests, 0);
  });

  it('the authentication provider renews an expired token before returning its session', async () => {
    const { applications, provider } = startWindow();
    await save({ applications }, record('a', expired('old')));
    await save({ applications }, record('b', valid('good')));
    assert.deepEqual(tokensOf(await provider.getSessions([], {})), ['renewed-1', 'good']);
    assert.equal(requests, 1);
  });

  it('the authentication provider leaves out an account whose token can’t be renewed, and returns the other accounts', async () => {
    const { applications, provider } = startWindow();
    await save({ applications }, record('a', expired('old')));
    await save({ applications }, record('b', valid('good')));
    isDown = true;
    assert.deepEqual(tokensOf(await provider.getSessions(['x'], {})), ['good']);
  });

  it('the authentication provider waits a minute before it asks an unreachable server again, and returns the other accounts until then', async () => {
    const { applications, provider } = startWindow();
    await save({ applications }, record('a', expired('old')));
    await save({ applications }, record('b', valid('good')));
    isDown = true;
    await provider.getSessions([], {});
    const asked = requests;
    assert.ok(asked > 0);
    clock.advance(59_999);
    assert.deepEqual(tokensOf(await provider.getSessions([], {})), ['good']);
    assert.equal(requests, asked);
    clock.advance(1);
    isDown = false;
    assert.deepEqual(tokensOf(await provider.getSessions([], {})), [
      `renewed-${asked + 1}`,
      'good',
    ]);
  });

  it('if the clock was set back, the authentication provider asks an unreachable server again without waiting a minute', async () => {
    const { applications, provider } = startWindow();
    await save({ applications }, record('a', expired('old')));
    isDown = true;
    await provider.getSessions([], {});
    clock.advance(-1);
    isDown = false;
    assert.equal((await provider.getSessions([], {})).length, 1);
  });

  it('the authentication provider returns only the session of the account that the caller requests', async () => {
    const { applications, provider } = startWindow();
    for (const name of ['a', 'b']) await save({ applications }, record(name, valid(name)));
    const account = { id: 'b@id.api.isogeo.com', label: 'b (b@id.api, prod)' };
    const [session, ...more] = await provider.getSessions([], { account });
    assert.deepEqual(more, []);
    assert.equal(session?.accessToken, 'token-of-b');
    assert.deepEqual(session.account, account);
    assert.deepEqual(tokensOf(await provider.getSessions(undefined, { account })), ['b']);
  });

  it('the authentication provider returns no session for an expired token if renewal is manual, and requests no token', async () => {
    const { applications, provider } = startWindow();
    await save({ applications }, record('a', expired('old')));
    const configuration = vscode.workspace.getConfiguration('isogeo');
    await configuration.update('token.renewal', 'manual', vscode.ConfigurationTarget.Global);
    try {
      assert.deepEqual(await provider.getSessions([], {}), []);
      assert.equal(requests, 0);
    } finally {
      await configuration.update('token.renewal', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('if a session is created for an account without a token, the authentication provider requests a token for the session', async () => {
    const { applications, provider } = startWindow();
    await save({ applications }, record('a'));
    const account = { id: 'a@id.api.isogeo.com', label: 'a (a@id.api, prod)' };
    const session = await provider.createSession(['x'], { account });
    assert.equal(session.accessToken, 'renewed-1');
    assert.deepEqual([session.account, session.scopes], [account, ['x']]);
  });

  it('the authentication provider’s error names the host that can’t be reached if a session can’t be created', async () => {
    const { applications, provider } = startWindow();
    await save({ applications }, record('a'));
    isDown = true;
    await assert.rejects(
      provider.createSession([], { account: { id: 'a@id.api.isogeo.com', label: '' } }),
      /id\.api\.isogeo\.com can’t be reached/,
    );
  });

  it('the authentication provider removes a session and keeps the credentials', async () => {
    const { applications, provider, events } = startWindow();
    await save({ applications }, record('a', valid('one')));
    await provider.removeSession('a@id.api.isogeo.com');
    assert.deepEqual(await provider.getSessions(undefined, {}), []);
    assert.equal(
      applications.get('a@id.api.isogeo.com')?.record.accountLabel,
      'a (a@id.api, prod)',
    );
    assert.deepEqual(events, ['added one', 'removed one']);
  });

  it('the authentication provider keeps a session after its application is renamed', async () => {
    const { applications, provider, events } = startWindow();
    await save({ applications }, record('a', valid('one')));
    await applications.rename('a@id.api.isogeo.com', 'Another');
    const [session] = await provider.getSessions([], {});
    assert.equal(session?.account.label, 'a (a@id.api, prod)');
    assert.deepEqual(events, ['added one']);
  });

  it('the authentication provider announces the session changes of one window in this window and in another one', async () => {
    const here = startWindow();
    const there = startWindow();
    const id = 'a@id.api.isogeo.com';
    for (const change of [
      () => save(here, record('a', valid('one'))),
      () => here.applications.saveToken(record('a', valid('one')), valid('two')),
      () => here.applications.forgetToken(id),
      () => save(here, record('a', valid('three'))),
      () => here.applications.remove(id),
    ]) {
      await change();
      await settled();
    }
    assert.deepEqual(there.events, [
      'added one',
      'changed two',
      'removed two',
      'added three',
      'removed three',
    ]);
    assert.deepEqual(here.events, there.events);
  });

  it('the authentication provider announces each of fifty renewals once, in the renewing window and in another window', async () => {
    const here = startWindow();
    const there = startWindow();
    await save(here, record('a', valid('t0')));
    await settled();
    for (let renewal = 1; renewal <= 50; renewal += 1) {
      await here.applications.saveToken(record('a', valid('t0')), valid(`t${renewal}`));
      await settled();
    }
    const renewed = Array.from({ length: 50 }, (_, index) => `changed t${index + 1}`);
    assert.deepEqual(there.events, ['added t0', ...renewed]);
    assert.deepEqual(here.events, there.events);
  });

  it('an application that another window removes stops being the active application of this window', async () => {
    const here = startWindow();
    const there = startWindow();
    await save(here, record('a', valid('one')));
    await settled();
    there.active.choose('a@id.api.isogeo.com');
    await here.applications.remove('a@id.api.isogeo.com');
    await settled();
    assert.equal(there.active.id, undefined);
  });

  it('the authentication provider announces nothing for the first read of saved applications', async () => {
    await save(startWindow(), record('a', valid('one')));
    const { provider, events } = startWindow();
    assert.equal((await provider.getSessions(undefined, {})).length, 1);
    assert.deepEqual(events, []);
  });

  it('the authentication provider reads a hundred applications in parallel, each once', async () => {
    const { applications } = startWindow();
    for (let index = 0; index < 100; index += 1) {
      await save({ applications }, record(`application ${index}`, valid(`t${index}`)));
    }
    // Each write was announced in its own window, too.
    await settled();
    secrets.answerOnly(100);
    assert.equal((await startWindow().provider.getSessions([], {})).length, 100);
    assert.equal(secrets.reads, 100);
  });
});

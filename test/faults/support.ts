import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { applicationIdOf } from '../../src/core/applications/application.ts';
import { isOfUser, type Credentials } from '../../src/core/credentials/credentials.ts';
import { endpointsOf } from '../../src/core/platform/endpoints.ts';
import { platformOf } from '../../src/core/platform/origins.ts';
import { parseRecord, type ApplicationRecord } from '../../src/core/applications/record.ts';
import type { Token } from '../../src/core/token/token.ts';
import { authenticate } from '../../src/session/signIn/authenticate.ts';
import { beginSignIn, completeSignIn } from '../../src/session/signIn/browserSignIn.ts';
import { groupApplication, userApplication } from '../sandbox/applications.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { noCancel, storeRecord } from '../unit/session/fakes.ts';
import { openWindow } from './desk.ts';
import { startFront } from './front.ts';

/** A platform behind a front, and one application saved in a shared folder. */
export async function sharedDesk(t: TestContext, kind: 'group' | 'user' = 'group') {
  const registered = kind === 'group' ? groupApplication() : userApplication();
  const sandbox = await startSandbox({ applications: [registered] });
  t.after(() => sandbox.stop());
  const front = await startFront(t, sandbox);
  const folder = mkdtempSync(join(tmpdir(), 'isogeo-windows-'));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const credentials: Credentials = {
    kind,
    clientId: registered.clientId,
    clientSecret: registered.clientSecret,
    endpoints: endpointsOf(front.origin, front.origin),
    redirectUris: kind === 'user' ? ['http://localhost:5000/callback'] : [],
    scopes: ['resources:read'],
  };
  const id = applicationIdOf(credentials.clientId, credentials.endpoints.token);
  const recordFor = (given: Credentials, token?: Token): ApplicationRecord => ({
    application: {
      id: applicationIdOf(given.clientId, given.endpoints.token),
      name: 'Shared',
      kind: given.kind,
      platform: platformOf(given.endpoints.token),
      credentials: given,
    },
    ...(token && { token }),
    confirmedOrigins: [],
  });
  const vaultFolder = join(folder, 'vault');
  return {
    sandbox,
    front,
    folder,
    credentials,
    id,
    recordFor,
    /** Saves the application with that token. */
    save: (token?: Token) => storeRecord(openWindow(folder), recordFor(credentials, token)),
    /** The text of every record, by ID; throws for an incomplete one. */
    records: () =>
      Object.fromEntries(
        readdirSync(vaultFolder)
          .filter((name) => name.endsWith('.json'))
          .map((name) => {
            const text = readFileSync(join(vaultFolder, name), 'utf8');
            const of = decodeURIComponent(name.slice(0, -'.json'.length));
            const parsed = parseRecord(of, text);
            if (typeof parsed === 'string') throw new Error(`${of}: ${parsed}`);
            return [of, text];
          }),
      ),
    /** The owner of each lock, as named in its file. */
    locks: () =>
      readdirSync(join(folder, 'locks')).map((name) =>
        readFileSync(join(folder, 'locks', name), 'utf8'),
      ),
  };
}

/** A token that expired more than an hour ago. */
export function expiredToken(refreshToken?: string): Token {
  const obtainedAt = Date.now() - 7_200_000;
  return {
    accessToken: 'expired-token',
    obtainedAt,
    expiresAt: obtainedAt + 3_600_000,
    ...(refreshToken !== undefined && { refreshToken }),
  };
}

/** Signs a user in through the browser, and saves the application. */
export async function signedInUser({
  credentials,
  sandbox,
  folder,
}: Awaited<ReturnType<typeof sharedDesk>>): Promise<void> {
  if (!isOfUser(credentials)) throw new Error('This application has no user.');
  sandbox.setConsent('allow');
  const [redirectUri = ''] = credentials.redirectUris;
  const begun = await beginSignIn(credentials, redirectUri);
  const answered = await fetch(begun.url, { redirect: 'manual' });
  const code = new URL(answered.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const window = openWindow(folder);
  const signedIn = await authenticate(credentials, [], window, noCancel(), (signal) =>
    completeSignIn(begun, { kind: 'code', code }, credentials, window, signal),
  );
  if (!signedIn.ok) throw new Error(signedIn.failure.reason);
}

import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Desk } from './desk.ts';
import type { Texts } from './texts.ts';

type Seen = (state: string) => Promise<void>;

/** Call `seen` in each state of the status bar item, once the item shows it, by the kind of renewal. */
export const throughStates = { onUse: withRenewalOnUse, manual: withManualRenewal };

async function withRenewalOnUse(desk: Desk, texts: Texts, seen: Seen): Promise<void> {
  const { sandbox, workbench } = desk;
  const { t } = texts;
  const { application, run, renewed, expired, signIn } = actionsOf(desk, texts);
  await seen('no application');

  const silent = await silentServer();
  writeSilentCredentials(desk, silent.origin);
  await run('loadCredentials');
  await workbench.quickInput.chooseFile(join(desk.elsewhere, 'silent.json'));
  await desk.itemShows(/^Isogeo$/);
  await seen('asking');
  silent.stop();
  await desk.itemShows(new RegExp(`^${t('Isogeo: sign in')}$`));
  await workbench.clearNotifications();

  await signIn();
  await seen('valid, a minute or more');
  await renewed(4 * 3600 + 60, /^Isogeo 4 h$/);
  await seen('valid, from three hours on');
  await renewed(59, /^Isogeo 5\d s$/);
  await seen('valid, under a minute');
  sandbox.setLifetime(3599);
  const { clientId, clientSecret } = application;
  const token = await issuedToken(sandbox.origin, clientId, clientSecret);
  const body = JSON.stringify({ access_token: token, token_type: 'bearer' });
  sandbox.failNext('token', { status: 200, body });
  await renewed(3599, /^Isogeo$/);
  await seen('valid, expiry unknown');
  await renewed(1, expired);
  await seen('expired, the next use renews it');
  sandbox.failNext('token', { status: 503 }, 10);
  await run('renewToken');
  await desk.itemShows(new RegExp(t('server error')));
  await workbench.clearNotifications();
  await seen('failing');
}

async function withManualRenewal(desk: Desk, texts: Texts, seen: Seen): Promise<void> {
  const { application, run, renewed, expired, signIn } = actionsOf(desk, texts);
  await signIn();
  await renewed(4 * 60 + 50, /^Isogeo 4 min$/);
  await seen('under the warning threshold');
  await renewed(1, expired);
  await seen('expired, only the user can renew it');
  desk.sandbox.rotateSecret(application.clientId);
  await run('renewToken');
  await desk.itemShows(new RegExp(texts.t('credentials rejected')));
  await desk.workbench.clearNotifications();
  await seen('failing, and the user must act');
}

function actionsOf(desk: Desk, { t, manifest }: Texts) {
  const { sandbox, workbench } = desk;
  const [application] = sandbox.applications;
  if (!application) throw new Error('The sandbox has no application.');
  const run = (key: string): Promise<void> =>
    workbench.runCommand(`Isogeo: ${manifest(`command.${key}`)}`);
  return {
    application,
    run,
    expired: new RegExp(`^${t('Isogeo: expired')}$`),
    signIn: async () => {
      await run('authenticate');
      await workbench.quickInput.labels();
      await workbench.quickInput.pick('client_secrets.json');
      await desk.itemShows(/^Isogeo 5\d min$/);
      await workbench.clearNotifications();
    },
    renewed: async (lifetimeSeconds: number, text: RegExp) => {
      sandbox.setLifetime(lifetimeSeconds);
      await run('renewToken');
      await desk.itemShows(text);
      await workbench.clearNotifications();
    },
  };
}

/** A server that never answers, until it is stopped. */
async function silentServer() {
  const server = createServer();
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => {
    socket.on('error', () => undefined);
    sockets.add(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function issuedToken(origin: string, id: string, secret: string): Promise<string> {
  const response = await fetch(`${origin}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await response.json()) as { readonly access_token: string };
  return token;
}

function writeSilentCredentials({ elsewhere }: Desk, origin: string): void {
  const content = {
    web: {
      client_id: 'silent-application',
      client_secret: 'a-secret-for-nobody',
      token_uri: `${origin}/oauth/token`,
      auth_uri: `${origin}/oauth/authorize`,
    },
  };
  writeFileSync(join(elsewhere, 'silent.json'), JSON.stringify(content));
}

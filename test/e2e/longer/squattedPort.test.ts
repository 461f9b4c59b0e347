import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { openDesk, type Desk } from '../../desk/desk.ts';
import type { Workbench } from '../../../tools/registry-vscode/index.ts';
import {
  publicApplication,
  userApplication,
  type Application,
} from '../../sandbox/applications.ts';
import { writeCredentialsFiles } from '../../sandbox/credentialsFiles.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';

/** Another program that has the port of a redirect URI. */
interface Squatter {
  readonly server: Server;
  readonly port: number;
  connections: number;
}

async function squat(): Promise<Squatter> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const squatter = { server, port: (server.address() as AddressInfo).port, connections: 0 };
  server.on('connection', (socket) => {
    squatter.connections += 1;
    socket.destroy();
  });
  return squatter;
}

describe('A program that has the port of a redirect URI', () => {
  let desk: Desk;
  let workbench: Workbench;
  let platform: Sandbox;
  const squatters: Squatter[] = [];
  const applications: Record<'user' | 'public', Application | undefined> = {
    user: undefined,
    public: undefined,
  };
  let opened = 0;

  before(async () => {
    desk = await openDesk();
    workbench = desk.workbench;
    workbench.page.context().on('page', () => (opened += 1));
    const [first, second] = [await squat(), await squat()];
    squatters.push(first, second);
    applications.user = userApplication({
      name: 'Field survey',
      redirectUris: [`http://localhost:${first.port}/callback`],
    });
    applications.public = publicApplication({
      name: 'Public map',
      redirectUris: [`http://localhost:${second.port}/map`],
    });
    platform = await startSandbox({ applications: [applications.user, applications.public] });
  });

  after(async () => {
    for (const { server } of squatters) server.close();
    await platform.stop();
    await desk.dispose();
  });

  beforeEach(() => workbench.clearNotifications());

  for (const [kind, index, offered] of [
    ['user', 0, ['Try Again', 'Paste the Address']],
    ['public', 1, ['Try Again']],
  ] as const) {
    it(`a program that has taken the port of the redirect URI gets no connection when a ${kind} application signs in, and no browser opens`, async () => {
      const application = applications[kind];
      const squatter = squatters[index];
      assert.ok(application && squatter);
      const files = await writeCredentialsFiles(join(desk.elsewhere, kind), platform, application);
      await desk.loadCredentials(files.json);
      const reason = `Port ${squatter.port} is unavailable.`;
      for (let time = 1; time <= 3; time += 1) {
        await workbench.notification(reason);
        assert.deepEqual(await workbench.notificationActions(reason), offered);
        if (time < 3) await workbench.clickNotificationAction('Try Again');
      }
      assert.equal(squatter.connections, 0);
      assert.equal(opened, 0);
      assert.deepEqual(platform.authorizationRequests, []);
    });
  }

  it('another program can’t take the port of the redirect URI while the extension waits there for the browser', async () => {
    const squatter = squatters[1];
    const application = applications.public;
    assert.ok(squatter && application);
    const files = await writeCredentialsFiles(join(desk.elsewhere, 'again'), platform, application);
    await desk.loadCredentials(files.json);
    await workbench.notification(`Port ${squatter.port} is unavailable.`);
    squatter.server.close();
    await once(squatter.server, 'close');
    const page = workbench.page.context().waitForEvent('page');
    await workbench.clickNotificationAction('Try Again');
    await page;
    await workbench.quickInput.shows('Sign in to Isogeo in the browser');
    // The other program can't come back while the sign-in waits.
    const again = createServer().listen(squatter.port, '127.0.0.1');
    const [error] = (await once(again, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'EADDRINUSE');
    await workbench.quickInput.cancel();
    assert.equal(squatter.connections, 0);
  });
});

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import {
  authenticate,
  copied,
  startPlatform,
  startSilentServer,
  statusFor,
  type Platform,
} from './support.ts';

describe('isogeo.authenticate with a credentials file', () => {
  let platform: Platform;

  beforeEach(async () => {
    platform = await startPlatform();
  });

  afterEach(() => platform.dispose());

  it('isogeo.authenticate returns the application and the token’s expiry, and the header copied afterwards is accepted', async () => {
    const before = Date.now();
    const answer = await authenticate(platform.files.json);

    assert.equal(answer.ok, true, answer.message);
    const [application] = platform.sandbox.applications;
    assert.ok(answer.application);
    assert.equal(answer.application.name, application?.name);
    assert.equal(answer.application.kind, 'group');
    assert.equal(answer.application.platform, 'custom');
    assert.ok(answer.application.id.startsWith(application?.clientId ?? '?'));
    const lifetimeMs = Date.parse(answer.expiresAt ?? '') - before;
    assert.ok(lifetimeMs >= 3599_000 && lifetimeMs < 3660_000, String(lifetimeMs));

    const header = await copied('isogeo.copyBearerHeader');
    assert.match(header, /^Authorization: Bearer [\x21-\x7e]+$/);
    assert.equal(await statusFor(platform.sandbox, header), 200);
  });

  it('isogeo.authenticate signs in with an INI credentials file', async () => {
    assert.equal((await authenticate(platform.files.ini)).ok, true);
  });

  it('isogeo.authenticate accepts the text of a file URI (file:///…) as its credentialsFile', async () => {
    const uri = vscode.Uri.file(platform.files.json).toString();
    assert.equal((await authenticate(uri)).ok, true);
  });

  it('the result of a successful isogeo.authenticate contains neither the client secret nor the token', async () => {
    const answer = JSON.stringify(await authenticate(platform.files.json));
    const token = await copied('isogeo.copyAccessToken');
    assert.ok(!answer.includes(platform.sandbox.applications[0]?.clientSecret ?? '?'));
    assert.ok(!answer.includes(token));
  });

  it('isogeo.authenticate reports a file with a wrong secret, and the earlier token stays in use', async () => {
    await authenticate(platform.files.json);
    const before = await copied('isogeo.copyBearerHeader');
    const wrong = (await readFile(platform.files.json, 'utf8')).replace(
      /"client_secret": "[^"]*"/,
      '"client_secret": "not-the-secret"',
    );
    const answer = await authenticate(await platform.write('wrong.json', wrong));
    assert.equal(answer.reason, 'rejected');
    assert.match(answer.message ?? '', /doesn’t accept this client ID and secret/);
    assert.equal(await copied('isogeo.copyBearerHeader'), before);
  });

  it('isogeo.authenticate reports that the server is down, and names the server', async () => {
    await platform.sandbox.stop();
    const answer = await authenticate(platform.files.json);
    assert.equal(answer.reason, 'unreachable');
    assert.ok(answer.message?.includes(new URL(platform.sandbox.origin).host), answer.message);
  });

  it('isogeo.authenticate with a credentials file fails if the API refuses the new token, and the earlier token stays in use', async () => {
    await authenticate(platform.files.json);
    const before = await copied('isogeo.copyBearerHeader');
    const other = await startPlatform();
    try {
      other.sandbox.failNext('api', { status: 401, body: '{"error":"invalid_token"}' });
      assert.equal((await authenticate(other.files.json)).reason, 'wrong-platform');
      assert.equal(await copied('isogeo.copyBearerHeader'), before);
    } finally {
      await other.dispose();
    }
  });

  it('isogeo.authenticate with a credentials file signs in although the API answers 503', async () => {
    platform.sandbox.failNext('api', { status: 503 }, 3);
    assert.equal((await authenticate(platform.files.json)).ok, true);
  });

  it('isogeo.authenticate with a credentials file reports a sign-in portal that answers in place of the platform', async () => {
    platform.sandbox.failNext('token', {
      status: 200,
      body: '<!doctype html><title>Welcome</title>',
      contentType: 'text/html',
    });
    const answer = await authenticate(platform.files.json);
    assert.equal(answer.reason, 'unexpected-response');
    assert.match(answer.message ?? '', /A proxy or a sign-in portal may be in the way/);
  });

  it('isogeo.authenticate requests no token for a file with "web" and "installed", and fails with interaction-required', async () => {
    const { web } = JSON.parse(await readFile(platform.files.json, 'utf8')) as { web: object };
    const both = JSON.stringify({
      web,
      installed: { ...web, redirect_uris: ['http://localhost'] },
    });
    const answer = await authenticate(await platform.write('both.json', both));
    assert.equal(answer.reason, 'interaction-required', answer.message);
    assert.equal(platform.sandbox.tokenRequests.length, 0);
  });

  it('isogeo.authenticate with a user application’s file fails with interaction-required, and requests no token', async () => {
    const { web } = JSON.parse(await readFile(platform.files.json, 'utf8')) as { web: object };
    const installed = { ...web, kind: 'user', redirect_uris: ['http://localhost'] };
    const path = await platform.write('user.json', JSON.stringify({ installed }));
    const answer = await authenticate(path);
    assert.equal(answer.reason, 'interaction-required', answer.message);
    assert.equal(platform.sandbox.tokenRequests.length, 0);
  });

  // The extension doesn't count 0.0.0.0 as loopback, but a request to it would reach this machine.
  for (const [what, address] of [
    ['an http: address that isn’t on loopback', 'http://0.0.0.0:PORT/oauth/token'],
    ['an address that the user hasn’t confirmed', 'https://0.0.0.0:PORT/oauth/token'],
    ['an address with user info', 'http://user:password@127.0.0.1:PORT/oauth/token'],
  ] as const) {
    it(`isogeo.authenticate with a credentials file opens no connection to ${what}`, async () => {
      const server = await startSilentServer();
      try {
        const path = await platform.writeFor(address.replace('PORT', String(server.port)));
        assert.equal((await authenticate(path)).reason, 'endpoint-refused');
        assert.equal(server.connections(), 0);
      } finally {
        await server.stop();
      }
    });
  }

  it('isogeo.authenticate refuses a credentials file that would send a saved secret to another port of this machine', async () => {
    await authenticate(platform.files.json);
    const other = await startPlatform();
    try {
      const file = await readFile(platform.files.json, 'utf8');
      const moved = file.replaceAll(platform.sandbox.origin, other.sandbox.origin);
      const path = await platform.write('moved.json', moved);
      assert.equal((await authenticate(path)).reason, 'endpoint-refused');
      assert.deepEqual(other.sandbox.tokenRequests, []);
      // The unchanged file needs no confirmation.
      assert.equal((await authenticate(platform.files.json)).ok, true);
    } finally {
      await other.dispose();
    }
  });

  it('isogeo.authenticate refuses a credentials file whose token address isn’t a URL', async () => {
    const answer = await authenticate(await platform.writeFor('not an address'));
    assert.equal(answer.reason, 'credentials-invalid');
  });
});

describe('isogeo.loadCredentials', () => {
  it('isogeo.loadCredentials signs in with the file whose Uri object is its argument, as from the Explorer’s menu', async () => {
    const platform = await startPlatform();
    try {
      await vscode.commands.executeCommand(
        'isogeo.loadCredentials',
        vscode.Uri.file(platform.files.json),
      );
      assert.equal(platform.sandbox.tokenRequests.length, 1);
      const header = await copied('isogeo.copyBearerHeader');
      assert.equal(await statusFor(platform.sandbox, header), 200);
    } finally {
      await platform.dispose();
    }
  });
});

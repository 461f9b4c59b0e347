import './support/withVscode.ts';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import * as https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { connect, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import * as tls from 'node:tls';
import { promisify } from 'node:util';
import { certificateFaultOf, lacksIssuerAlone } from '../../src/core/certificates/certificate.ts';
import type { Endpoints } from '../../src/core/platform/endpoints.ts';
import type { Failure } from '../../src/core/failure.ts';
import { createCaFileReader } from '../../src/node/certificates/caFiles.ts';
import { readCertificate } from '../../src/node/certificates/certificates.ts';
import { readLocalFile } from '../../src/node/files/localFile.ts';
import { TrustedCertificates } from '../../src/vscode/certificates/trustedCertificates.ts';
import { connectProxy } from '../certificates/front.ts';
import { issue, issueChain, type Issued } from '../certificates/make.ts';
import { recordWith, settled } from '../unit/session/fakes.ts';
import {
  factsOf,
  pemFile,
  secret,
  sendSecret,
  serveTls,
  temporaryFolder,
  tlsFailure,
  type TlsServer,
} from './support/tlsServer.ts';
import { memento } from './support/memento.ts';
import { env, shown, window, workspace } from './support/vscode.ts';
import { groupAt, withSaved } from './support/world.ts';

const { showFailure } = await import('../../src/vscode/failures/failures.ts');

const dayMs = 86_400_000;

/** Like VS Code's agent: every connection uses a proxy that requires credentials. */
async function behindProxy(t: TestContext, host: string): Promise<readonly string[]> {
  const asked: string[] = [];
  const login = 'jane:s3cr3t';
  const proxy = await connectProxy(Number(host.split(':')[1]), asked, login);
  t.after(() => proxy.stop());
  t.mock.method(
    https.Agent.prototype,
    'createConnection',
    (options: tls.ConnectionOptions, opened: (error: null, socket: Socket) => void) => {
      const socket = connect(proxy.port, '127.0.0.1');
      const head = `CONNECT ${host} HTTP/1.1\r\nProxy-Authorization: Basic ${btoa(login)}\r\n`;
      socket.write(`${head}\r\n`);
      socket.once('data', () => {
        opened(null, tls.connect({ ...options, socket }));
      });
    },
  );
  return asked;
}

/** The shown message and actions. */
function offeredFor(failure: Failure) {
  shown.reset();
  showFailure(failure, '', {} as Parameters<typeof showFailure>[2], {
    tryAgain: () => Promise.resolve(),
  });
  const [notification] = shown.notifications;
  assert.ok(notification);
  return notification;
}

/** A fault of a certificate, and a server that has it. */
const faults: Readonly<
  Record<
    string,
    {
      served: (t: TestContext) => Promise<readonly [TlsServer, Issued]>;
      fault: string;
      advice: string;
      isOffered: boolean;
    }
  >
> = {
  'an unknown issuer': {
    served: async (t) => {
      const { root, between, server } = await issueChain();
      return [await serveTls(t, { own: server, chain: [between, root] }), server];
    },
    fault: 'unknown-issuer',
    advice: 'isn’t trusted on this machine',
    isOffered: true,
  },
  'a self-signed certificate': {
    served: async (t) => {
      const own = await issue({ name: 'Self' });
      return [await serveTls(t, { own }), own];
    },
    fault: 'self-signed',
    advice: 'is self-signed',
    isOffered: true,
  },
  'an incomplete chain': {
    served: async (t) => {
      const { server } = await issueChain();
      return [await serveTls(t, { own: server }), server];
    },
    fault: 'incomplete-chain',
    advice: 'doesn’t send all the certificates needed to verify it',
    isOffered: true,
  },
  'an expired certificate': {
    served: async (t) => {
      const own = await issue({ name: 'Old', to: new Date(Date.now() - dayMs), from: new Date(0) });
      return [await serveTls(t, { own }), own];
    },
    fault: 'expired',
    advice: 'has expired: ask the server’s administrators to renew it',
    isOffered: false,
  },
  'a certificate that is not valid yet': {
    served: async (t) => {
      const own = await issue({ name: 'Early', from: new Date(Date.now() + dayMs) });
      return [await serveTls(t, { own }), own];
    },
    fault: 'not-yet-valid',
    advice: 'isn’t valid yet: check this machine’s clock',
    isOffered: false,
  },
  'a wrong host name in a self-signed certificate': {
    served: async (t) => {
      const own = await issue({ name: 'Other', names: [{ type: 'dns', value: 'other.invalid' }] });
      return [await serveTls(t, { own }), own];
    },
    fault: 'wrong-host',
    advice: 'belongs to another server',
    isOffered: false,
  },
};

describe('fault 19: an untrusted certificate', () => {
  for (const [what, { served, fault, advice, isOffered }] of Object.entries(faults)) {
    it(`fault 19: the failure of a connection because of ${what} contains the certificate, and nothing is sent`, async (t) => {
      const [server, own] = await served(t);
      const failure = tlsFailure(await sendSecret(server.host));
      assert.equal(certificateFaultOf(failure.code), fault);
      assert.deepEqual(failure.certificate, factsOf(own));
      assert.equal(failure.host, server.host);
      assert.deepEqual(server.received, []);
    });

    it(`fault 19: through a proxy that requires credentials, the failure because of ${what} also contains the certificate`, async (t) => {
      const [server, own] = await served(t);
      const asked = await behindProxy(t, server.host);
      const failure = tlsFailure(await sendSecret(server.host));
      assert.equal(certificateFaultOf(failure.code), fault);
      assert.deepEqual(failure.certificate, factsOf(own));
      assert.deepEqual(server.received, []);
      assert.deepEqual([...new Set(asked)], [server.host]);
    });

    it(`fault 19: the message explains ${what}, and offers to trust the certificate only if its issuer is the only fault`, async (t) => {
      const [server] = await served(t);
      const failure = tlsFailure(await sendSecret(server.host));
      const { message, actions } = offeredFor(failure);
      assert.ok(message.includes(server.host) && message.includes(advice), message);
      const ways = ['Trust This Certificate…', 'Add CA File…'];
      assert.deepEqual(actions, [...(isOffered ? ways : ['Show Log']), 'Copy Hosts']);
    });

    it(`fault 19: a renewal that fails because of ${what} keeps all saved data`, async (t) => {
      const [server] = await served(t);
      const saved = await withSaved(groupAt(server.host, 'https'));
      assert.equal(certificateFaultOf(tlsFailure(await saved.renew()).code), fault);
      await saved.assertKept();
    });

    it(`fault 19: ${what}: the user ${isOffered ? 'can' : 'can’t'} trust the certificate by its fingerprint`, async (t) => {
      const [server, own] = await served(t);
      const failure = tlsFailure(await sendSecret(server.host));
      assert.equal(lacksIssuerAlone(failure.code), isOffered);
      // The dates and the name count even for a trusted certificate.
      const sent = await sendSecret(server.host, { pinned: { [server.host]: factsOf(own) } });
      assert.equal(sent.ok, isOffered);
      assert.deepEqual(server.received, isOffered ? [secret] : []);
    });
  }

  it('fault 19: a certificate of an unknown issuer is accepted if a CA file contains the issuer', async (t) => {
    const { root, between, server: own } = await issueChain();
    const server = await serveTls(t, { own, chain: [between] });
    const sent = await sendSecret(server.host, { caFiles: [await pemFile(t, root.cert)] });
    assert.ok(sent.ok, JSON.stringify(sent));
    assert.deepEqual(server.received, [secret]);
  });

  it('fault 19: an incomplete certificate chain is refused although a CA file contains the root', async (t) => {
    const { root, server: own } = await issueChain();
    const server = await serveTls(t, { own });
    const failure = tlsFailure(
      await sendSecret(server.host, { caFiles: [await pemFile(t, root.cert)] }),
    );
    assert.equal(certificateFaultOf(failure.code), 'incomplete-chain');
    assert.deepEqual(server.received, []);
  });

  it('fault 19: adding a CA file keeps VS Code’s own trusted issuers', async (t) => {
    const before = tls.getCACertificates('default');
    t.after(() => {
      tls.setDefaultCACertificates(before);
    });
    const { root, between, server: own } = await issueChain();
    tls.setDefaultCACertificates([...before, root.cert]);
    const server = await serveTls(t, { own, chain: [between] });
    const other = await issue({ name: 'Another root', isAuthority: true });
    const sent = await sendSecret(server.host, { caFiles: [await pemFile(t, other.cert)] });
    assert.ok(sent.ok, JSON.stringify(sent));
  });

  it('fault 19: an expired certificate, or a certificate for another host, is refused although a CA file contains its issuer', async (t) => {
    const root = await issue({ name: 'Root', isAuthority: true });
    const caFiles = [await pemFile(t, root.cert)];
    const wrong = await issue({
      name: 'W',
      by: root,
      names: [{ type: 'dns', value: 'w.invalid' }],
    });
    const old = await issue({ name: 'O', by: root, from: new Date(0), to: new Date(dayMs) });
    const codes: string[] = [];
    for (const own of [wrong, old]) {
      const server = await serveTls(t, { own });
      codes.push(certificateFaultOf(tlsFailure(await sendSecret(server.host, { caFiles })).code));
      assert.deepEqual(server.received, []);
    }
    assert.deepEqual(codes, ['wrong-host', 'expired']);
  });
});

it('fault 19: the message about a certificate that the extension couldn’t read doesn’t offer to trust the certificate', () => {
  const failure = {
    reason: 'tls',
    host: 'id.example',
    code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  } as const;
  const { actions } = offeredFor(failure);
  assert.deepEqual(actions, ['Show Log', 'Copy Hosts']);
});

describe('fault 19: a certificate that the user trusts', () => {
  it('fault 19: a certificate that the user trusts is accepted only for the host and port for which the user trusts it', async (t) => {
    const own = await issue({ name: 'Self' });
    const [first, second] = [await serveTls(t, { own }), await serveTls(t, { own })];
    const pinned = { [first.host]: factsOf(own) };
    assert.ok((await sendSecret(first.host, { pinned })).ok);
    tlsFailure(await sendSecret(second.host, { pinned }));
    assert.deepEqual(second.received, []);
  });

  it('fault 19: after the server replaces a certificate that the user trusts, the new certificate is refused', async (t) => {
    const own = await issue({ name: 'Self' });
    const server = await serveTls(t, { own });
    const pinned = { [server.host]: factsOf(own) };
    assert.ok((await sendSecret(server.host, { pinned })).ok);
    const impostor = await issue({ name: 'Self' });
    server.present(impostor);
    const failure = tlsFailure(await sendSecret(server.host, { pinned }));
    assert.deepEqual(failure.certificate, factsOf(impostor));
    assert.deepEqual(server.received, [secret]);
  });

  it('fault 19: a certificate is refused although the user trusts the certificate that issued it', async (t) => {
    const names = [{ type: 'ip', value: '127.0.0.1' }] as const;
    const authority = await issue({ name: 'Self', isAuthority: true, names });
    const issued = await issue({ name: 'Issued', by: authority });
    const server = await serveTls(t, { own: issued, chain: [authority] });
    tlsFailure(await sendSecret(server.host, { pinned: { [server.host]: factsOf(authority) } }));
    assert.deepEqual(server.received, []);
  });

  it('fault 19: a certificate with a known issuer is accepted although the user trusts another certificate for the host', async (t) => {
    const { root, between, server: own } = await issueChain();
    const server = await serveTls(t, { own, chain: [between] });
    const sent = await sendSecret(server.host, {
      pinned: { [server.host]: factsOf(await issue({ name: 'Self' })) },
      caFiles: [await pemFile(t, root.cert)],
    });
    assert.ok(sent.ok, JSON.stringify(sent));
    assert.deepEqual(server.received, [secret]);
  });

  it('fault 19: an untrusted certificate is refused even with NODE_TLS_REJECT_UNAUTHORIZED=0, also if the user trusts another one', async (t) => {
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    t.after(() => {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    });
    const own = await issue({ name: 'Self' });
    const server = await serveTls(t, { own });
    tlsFailure(await sendSecret(server.host));
    const other = factsOf(await issue({ name: 'Self' }));
    tlsFailure(await sendSecret(server.host, { pinned: { [server.host]: other } }));
    assert.deepEqual(server.received, []);
  });
});

describe('fault 19: Copy Hosts', () => {
  const onPremises = {
    token: 'https://id.geo.example/oauth/token',
    api: 'https://v1.geo.example:8443',
  };
  const prod = { token: 'https://id.api.isogeo.com/oauth/token', api: 'https://v1.api.isogeo.com' };
  const savedAs = (...saved: readonly Endpoints[]) =>
    ({
      applications: {
        inMemory: () =>
          saved.map((endpoints) => ({ record: recordWith(undefined, { endpoints }) })),
      },
    }) as unknown as Parameters<typeof showFailure>[2];
  const ofIsogeo =
    'id.api.isogeo.com\nv1.api.isogeo.com\napi.isogeo.com\nopen.isogeo.com\napp.isogeo.com\n';

  for (const [what, host, services, endpoints, copied] of [
    [
      'a saved on-premises application',
      'id.geo.example',
      savedAs(prod, onPremises),
      undefined,
      'id.geo.example\nv1.geo.example:8443\n',
    ],
    [
      'an on-premises application that isn’t saved',
      'v1.geo.example:8443',
      savedAs(prod),
      onPremises,
      'v1.geo.example:8443\nid.geo.example\n',
    ],
    ['Isogeo’s own platform', 'id.api.isogeo.com', savedAs(onPremises), prod, ofIsogeo],
  ] as const) {
    it(`fault 19: Copy Hosts copies only the hosts of ${what}`, async (t) => {
      const written: string[] = [];
      t.mock.method(env.clipboard, 'writeText', (text: string) => {
        written.push(text);
        return Promise.resolve();
      });
      shown.reset();
      shown.choose = () => 'Copy Hosts';
      showFailure({ reason: 'proxy', host, code: '403' }, '', services, {
        tryAgain: () => Promise.resolve(),
        ...(endpoints && { endpoints }),
      });
      await settled();
      assert.deepEqual(written, [copied]);
    });
  }
});

describe('fault 19: trust that VS Code can’t save', () => {
  for (const [what, answers] of Object.entries({
    'in a certificate': ['Trust This Certificate…', 'Always'],
    'in a CA file': ['Add CA File…'],
  })) {
    it(`fault 19: if VS Code can’t save the trust ${what}, this is reported, and the request isn’t tried again`, async (t) => {
      const certificate = factsOf((await issueChain()).root);
      const update = () => Promise.reject(new Error('The settings hold an error.'));
      t.mock.method(window, 'showOpenDialog', () => Promise.resolve([{ fsPath: 'ca.pem' }]));
      t.mock.method(workspace, 'getConfiguration', () => ({ get: () => [], update }));
      const services = {
        trusted: new TrustedCertificates(Object.assign(memento(), { update }), readCertificate),
        readCaFile: () => Promise.resolve([certificate]),
      } as unknown as Parameters<typeof showFailure>[2];
      shown.reset();
      const left = [...answers];
      shown.choose = () => left.shift();
      const tryAgain = t.mock.fn(() => Promise.resolve());
      const code = 'DEPTH_ZERO_SELF_SIGNED_CERT';
      const failure = { reason: 'tls', host: 'id.example', code, certificate } as const;
      showFailure(failure, '', services, { tryAgain });
      await settled();
      assert.equal(
        shown.notifications.at(-1)?.message,
        'VS Code couldn’t save the trusted certificate: The settings hold an error.',
      );
      assert.equal(tryAgain.mock.callCount(), 0);
    });
  }
});

describe('fault 20: an unusable CA file', () => {
  const unusable: Readonly<Record<string, [(t: TestContext) => Promise<string>, string]>> = {
    'with a relative path': [() => Promise.resolve('ca.pem'), 'not-absolute'],
    'that is missing': [async (t) => join(await temporaryFolder(t), 'gone.pem'), 'not-found'],
    'that is a folder': [temporaryFolder, 'unreadable'],
    'without a certificate': [(t) => pemFile(t, 'no certificate'), 'no-certificate'],
    'that is damaged': [
      (t) => pemFile(t, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'),
      'no-certificate',
    ],
    'that was cut off': [
      async (t) => {
        const { cert } = (await issueChain()).root;
        return pemFile(t, cert + cert.slice(0, cert.length / 2));
      },
      'no-certificate',
    ],
    'that is a pipe': [
      async (t) => {
        const path = join(await temporaryFolder(t), 'pipe.pem');
        await promisify(execFile)('mkfifo', [path]);
        return path;
      },
      'unreadable',
    ],
  };
  it('fault 20: reading a CA file on an unresponsive drive stops after 5 s', async (t) => {
    const path = resolve('gone.pem');
    const asked = t.mock.method(fs, 'open', () => new Promise(() => undefined));
    syncBuiltinESMExports();
    t.after(() => {
      asked.mock.restore();
      syncBuiltinESMExports();
    });
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const read = createCaFileReader(readLocalFile)(path);
    t.mock.timers.tick(5000);
    const answer = await Promise.race([read, setImmediate('none')]);
    assert.deepEqual(answer, { path, problem: 'unreadable' });
  });

  for (const [what, [make, problem]] of Object.entries(unusable)) {
    it(`fault 20: the failure about an unknown issuer contains the path and the problem of a configured CA file ${what}`, async (t) => {
      const { server: own, between } = await issueChain();
      const server = await serveTls(t, { own, chain: [between] });
      const path = await make(t);
      const failure = tlsFailure(await sendSecret(server.host, { caFiles: [path] }));
      assert.deepEqual(failure.caFile, { path, problem });
      assert.equal(certificateFaultOf(failure.code), 'unknown-issuer');
    });

    it(`fault 20: the other CA files are still used if the settings also name a CA file ${what}`, async (t) => {
      const { root, server: own, between } = await issueChain();
      const server = await serveTls(t, { own, chain: [between] });
      const caFiles = [await make(t), await pemFile(t, root.cert)];
      const sent = await sendSecret(server.host, { caFiles });
      assert.ok(sent.ok, JSON.stringify(sent));
    });
  }
});

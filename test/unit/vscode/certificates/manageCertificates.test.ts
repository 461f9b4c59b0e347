import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { memento } from '../../../faults/support/memento.ts';
import { EventEmitter, shown, window } from '../../../faults/support/vscode.ts';

const { manageCertificates } =
  await import('../../../../src/vscode/certificates/manageCertificates.ts');
const { TrustedCertificates } =
  await import('../../../../src/vscode/certificates/trustedCertificates.ts');

interface Line {
  readonly label: string;
  readonly detail?: string;
}

describe('Manage Trusted Certificates', () => {
  const { createQuickPick } = window;

  afterEach(() => {
    window.createQuickPick = createQuickPick;
    shown.reset();
  });

  it(
    'Manage Trusted Certificates shows a busy list while a CA file on a network drive doesn’t answer, and its lines afterwards',
    { timeout: 10_000 },
    async () => {
      shown.settings.set('isogeo.network.caCertificates', ['/gone/authority.pem']);
      const steps: unknown[] = [];
      const isShown = Promise.withResolvers<undefined>();
      const hidden = new EventEmitter<undefined>();
      const never = new EventEmitter<unknown>();
      const list = {
        busy: false,
        onDidAccept: never.event,
        onDidTriggerButton: never.event,
        onDidTriggerItemButton: never.event,
        onDidHide: hidden.event,
        dispose: () => undefined,
        show() {
          steps.push(list.busy ? 'shown busy' : 'shown');
          isShown.resolve(undefined);
        },
        set items(lines: readonly Line[]) {
          steps.push(lines.find(({ label }) => label === '/gone/authority.pem')?.detail);
          hidden.fire(undefined);
        },
      };
      window.createQuickPick = () => list as unknown as ReturnType<typeof createQuickPick>;
      const read = Promise.withResolvers<{ path: string; problem: 'unreadable' }>();
      const done = manageCertificates({
        trusted: new TrustedCertificates(memento(), () => undefined),
        readCaFile: () => read.promise,
        endpoints: () => [],
      });
      await isShown.promise;
      read.resolve({ path: '/gone/authority.pem', problem: 'unreadable' });
      await done;
      assert.deepEqual(steps, ['shown busy', 'The CA file /gone/authority.pem can’t be read.']);
    },
  );
});

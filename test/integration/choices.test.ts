import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Credentials } from '../../src/core/credentials/credentials.ts';
import { Latest } from '../../src/session/concurrency/latest.ts';
import { Tokens } from '../../src/session/token/tokens.ts';
import { ActiveApplication } from '../../src/vscode/host/activeApplication.ts';
import { authenticateInteractively } from '../../src/vscode/signIn/authenticateCommand.ts';
import type { CredentialsSource } from '../../src/vscode/credentials/chooseCredentials.ts';
import { Clipboard } from '../../src/vscode/host/clipboard.ts';
import type { TokenPorts } from '../../src/vscode/token/tokenCommands.ts';
import { createSessions } from '../../src/vscode/applications/sessions.ts';
import { credentialsFromSource } from '../../src/vscode/credentials/sourceCredentials.ts';
import { switchApplication } from '../../src/vscode/applications/switchApplication.ts';
import { copyBearerHeader } from '../../src/vscode/token/tokenCommands.ts';
import {
  answerOf,
  applicationId as id,
  credentials,
  fakePorts,
  noCancel,
  recordWith,
  tokenAnswer,
  tokenWith,
  userCredentials,
  storeRecord,
} from '../unit/session/fakes.ts';
import { answeredLists, contextInMemory, instead } from './support.ts';

type Window = typeof vscode.window;

/** The commands with a storage and a platform in memory, in a window that shows nothing. */
describe('choices of the user', () => {
  let ports: ReturnType<typeof fakePorts>;
  let services: TokenPorts;
  let putBack: (() => void)[];

  beforeEach(() => {
    ports = fakePorts();
    const context = contextInMemory();
    const commands = {
      ...ports,
      active: new ActiveApplication(context),
      tokens: new Tokens(ports),
      clipboard: new Clipboard(ports.clock, ports.timer, context.globalState),
      browserSignIns: new Latest(),
      globalState: context.globalState,
      shutdown: noCancel(),
      inheritedEnvironment: () => process.env,
    };
    // These tests never use the other services.
    services = commands as unknown as TokenPorts;
    putBack = [];
  });

  afterEach(() => {
    for (const undo of putBack) undo();
  });

  const replace = (key: keyof Window, answer: (...args: never[]) => unknown) => {
    putBack.push(instead({ [key]: answer }));
  };

  /** Chooses the line with that label in the next quick pick. */
  const pick = (label: RegExp) => {
    const answered = answeredLists((items) => {
      const wanted = items.find((item) => label.test(item.label));
      return wanted && [wanted];
    });
    putBack.push(instead(answered));
  };

  describe('in Switch Application', () => {
    interface Shown {
      readonly labels: readonly string[];
      press(label: string, tooltip: string): void;
      hide(): void;
    }

    /** The lines of each quick pick. */
    function quickPicks(): () => Promise<Shown> {
      const waiting: ((shown: Shown) => void)[] = [];
      const shown: Shown[] = [];
      replace('createQuickPick', () => {
        const events = {
          accept: new vscode.EventEmitter<void>(),
          button: new vscode.EventEmitter<unknown>(),
          hide: new vscode.EventEmitter<void>(),
        };
        let items: readonly vscode.QuickPickItem[] = [];
        return {
          selectedItems: [],
          onDidAccept: events.accept.event,
          onDidTriggerButton: new vscode.EventEmitter<unknown>().event,
          onDidTriggerItemButton: events.button.event,
          onDidHide: events.hide.event,
          show: () => undefined,
          dispose: () => undefined,
          get items() {
            return items;
          },
          set items(given) {
            items = given;
            const next: Shown = {
              labels: items.map(({ label }) => label),
              press(label, tooltip) {
                const item = items.find((each) => each.label === label);
                const button = item?.buttons?.find((each) => each.tooltip === tooltip);
                assert.ok(button, `${label} has the button ${tooltip}`);
                events.button.fire({ item, button });
              },
              hide() {
                events.hide.fire();
              },
            };
            const take = waiting.shift();
            if (take) take(next);
            else shown.push(next);
          },
        };
      });
      return () =>
        new Promise((resolve) => {
          const first = shown.shift();
          if (first) resolve(first);
          else waiting.push(resolve);
        });
    }

    it('Switch Application lists each unreadable application, so that the user can remove it', async () => {
      const lost = 'lost@id.api.isogeo.com';
      ports.vault.records.set(id, '{"version":1,"clientSecret":"s3cr3t"}');
      await ports.markers.add(id);
      await ports.markers.add(lost);
      const asked: string[] = [];
      replace('showWarningMessage', (message: string) => {
        asked.push(message);
        return Promise.resolve('Remove');
      });
      const next = quickPicks();
      const done = switchApplication(services);
      const first = await next();
      assert.deepEqual(first.labels.slice(0, 2).toSorted(), ['app', 'lost']);
      first.press('app', 'Remove');
      const second = await next();
      assert.deepEqual(second.labels.slice(0, 1), ['lost']);
      second.press('lost', 'Remove');
      const third = await next();
      assert.deepEqual(third.labels, ['', 'Authenticate…']);
      third.hide();
      await done;
      assert.deepEqual(asked, ['Remove app?', 'Remove lost?']);
      assert.deepEqual([ports.vault.records.size, ports.markers.ids()], [0, []]);
    });

    /** Replaces the quick picks by one that notes when it is shown and when it gets its lines, then closes itself. */
    function notedList(): { readonly steps: string[]; readonly shown: Promise<undefined> } {
      const steps: string[] = [];
      const { promise: shown, resolve } = Promise.withResolvers<undefined>();
      const hidden = new vscode.EventEmitter<void>();
      const never = new vscode.EventEmitter<unknown>().event;
      const list = {
        busy: false,
        onDidAccept: never,
        onDidTriggerButton: never,
        onDidTriggerItemButton: never,
        onDidHide: hidden.event,
        dispose: () => undefined,
        show() {
          steps.push(list.busy ? 'shown busy' : 'shown');
          resolve(undefined);
          if (!list.busy) hidden.fire();
        },
        set items(_items: readonly vscode.QuickPickItem[]) {
          steps.push('lines');
          if (steps.length > 1) hidden.fire();
        },
      };
      replace('createQuickPick', () => list);
      return { steps, shown };
    }

    it('Switch Application shows its list together with the lines', async () => {
      await storeRecord(ports, recordWith(tokenWith('one')));
      const { steps } = notedList();
      await switchApplication(services);
      assert.deepEqual(steps, ['lines', 'shown']);
    });

    it('Switch Application shows a busy list, and its lines later, if storage is slow', async () => {
      await storeRecord(ports, recordWith(tokenWith('one')));
      const { steps, shown } = notedList();
      const held = ports.vault.hold('ids');
      const done = switchApplication(services);
      await shown;
      held.release();
      await done;
      assert.deepEqual(steps, ['shown busy', 'lines']);
    });

    it('Switch Application says in words which application is active', async () => {
      await storeRecord(ports, recordWith(undefined));
      await storeRecord(ports, recordWith(undefined, { clientId: 'other', name: 'Other' }));
      services.active.choose(id);
      let descriptions: readonly unknown[] = [];
      const answered = answeredLists((items) => {
        descriptions = items.slice(0, 2).map(({ description }) => description);
        return undefined;
      });
      putBack.push(instead(answered));
      await switchApplication(services);
      const signedOut = 'group application · Production · signed out';
      assert.deepEqual(descriptions, [`${signedOut} · active`, signedOut]);
    });

    it('Switch Application names the new active application in the status bar', async () => {
      const said: string[] = [];
      replace('setStatusBarMessage', (message: string) => said.push(message));
      await storeRecord(ports, recordWith(tokenWith('one')));
      const other = recordWith(tokenWith('two'), { clientId: 'other', name: 'Other catalog' });
      await storeRecord(ports, other);
      services.active.choose(id);
      pick(/Other catalog$/);
      await switchApplication(services);
      assert.equal(services.active.id, other.application.id);
      assert.deepEqual(said, ['$(check) Active application: Other catalog']);
    });
  });

  describe('after a failure', () => {
    const page = answerOf(200, '<html></html>', { 'content-type': 'text/html' });

    async function offeredAfter(source: CredentialsSource): Promise<readonly string[]> {
      ports.http.answering(page);
      let offered: readonly string[] = [];
      replace('showErrorMessage', (_message: string, ...actions: string[]) => {
        offered = actions;
        return Promise.resolve(undefined);
      });
      const channel = { show: () => undefined };
      const answer = await authenticateInteractively({ ...services, channel }, () =>
        Promise.resolve(source),
      );
      assert.equal(answer.ok, false);
      return offered;
    }

    it('the message about a failed sign-in with a saved application offers Check Connection', async () => {
      await storeRecord(ports, recordWith(tokenWith('old-token')));
      assert.deepEqual(await offeredAfter({ from: 'saved', id }), ['Check Connection']);
    });

    it('the message about a failed sign-in with credentials from the environment doesn’t offer Check Connection', async () => {
      const names = {
        ISOGEO_API_GROUP_CLIENT_ID: credentials.clientId,
        ISOGEO_API_GROUP_CLIENT_SECRET: credentials.clientSecret,
        ISOGEO_PLATFORM: 'prod',
      };
      Object.assign(process.env, names);
      putBack.push(() => {
        for (const name of Object.keys(names)) Reflect.deleteProperty(process.env, name);
      });
      assert.deepEqual(await offeredAfter({ from: 'environment' }), ['Show Log']);
    });
  });

  it('Copy Bearer Header copies nothing if the application is signed out and the user cancels the sign-in', async () => {
    await storeRecord(ports, recordWith(tokenWith('old-token')));
    await ports.applications.forgetToken(id);
    await vscode.env.clipboard.writeText('before');
    pick(/^nothing of all this$/);
    await copyBearerHeader(services, id);
    assert.deepEqual(ports.http.requests, []);
    assert.equal(await vscode.env.clipboard.readText(), 'before');
  });

  for (const [what, other, expected] of [
    [
      'isn’t made active if another one is active',
      'other@id.api.isogeo.com',
      'other@id.api.isogeo.com',
    ],
    ['becomes active if the window has no active application', undefined, id],
  ] as const) {
    it(`an application that signs in for another extension ${what}`, async () => {
      await storeRecord(ports, recordWith(undefined));
      if (other !== undefined) services.active.choose(other);
      replace('showInformationMessage', () => Promise.resolve(undefined));
      pick(/app$/);
      ports.http.answering(tokenAnswer('new-token'), answerOf(200, []));
      const session = await createSessions(services).create([], undefined);
      assert.equal(session.accessToken, 'new-token');
      assert.equal(services.active.id, expected);
    });
  }

  it('a saved user application stays a user application when its ID and secret are typed again', async () => {
    await storeRecord(ports, recordWith(tokenWith('old-token'), userCredentials));
    const entered: Credentials = { ...credentials, clientSecret: 'typed' };
    const source: CredentialsSource = { from: 'entered', credentials: entered, draft: {} };
    const read = await credentialsFromSource(source, services);
    assert.deepEqual(read, { ok: true, value: { ...userCredentials, clientSecret: 'typed' } });
  });
});

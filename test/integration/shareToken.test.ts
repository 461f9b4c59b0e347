import assert from 'node:assert/strict';
import { cli, send, store } from 'httpyac';
import * as vscode from 'vscode';
import { eventually } from '../../tools/registry-vscode/system/wait.ts';
import { areClientsElsewhere, TokenSharing } from '../../src/vscode/token/shareToken.ts';
import {
  authenticate,
  authenticateExpired,
  contextInMemory,
  instead,
  startPlatform,
  statusFor,
  type Platform,
} from './support.ts';

/** Like REST Client's `{{$processEnv NAME}}`: from its extension host; an unset variable is empty. */
function processEnv(name: string): string {
  return process.env[name] ?? '';
}

async function share(value: boolean | undefined): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('isogeo');
  await configuration.update('clients.shareToken', value, vscode.ConfigurationTarget.Global);
}

/** Like httpYac's extension: its engine, in this extension host, without a variable of ours. */
async function runWithHttpYac(text: string, workingDir: string): Promise<number[]> {
  cli.initFileProvider();
  const httpFile = await new store.HttpFileStore().parse('requests.http', text, { workingDir });
  const statuses: number[] = [];
  await send({
    httpFile,
    logResponse: (response) => {
      statuses.push(response?.statusCode ?? 0);
      return Promise.resolve();
    },
  });
  return statuses;
}

function sharedHeader(): string {
  return `Authorization: Bearer ${processEnv('ISOGEO_ACCESS_TOKEN')}`;
}

describe('the setting isogeo.clients.shareToken', () => {
  let platform: Platform;

  beforeEach(async () => {
    platform = await startPlatform();
  });

  afterEach(async () => {
    await share(undefined);
    await platform.dispose();
  });

  function shared(): Promise<string> {
    return eventually(() => {
      const token = processEnv('ISOGEO_ACCESS_TOKEN');
      assert.equal(token, platform.sandbox.issued.at(-1));
      return Promise.resolve(token);
    });
  }

  function nothingIsShared(): Promise<void> {
    return eventually(() => {
      for (const name of ['ACCESS_TOKEN', 'API_URL', 'TOKEN_EXPIRES_AT']) {
        assert.equal(`ISOGEO_${name}` in process.env, false, name);
      }
      return Promise.resolve();
    });
  }

  it('isogeo.clients.shareToken is off by default, so that no token is shared', async () => {
    await authenticate(platform.files.json);
    await nothingIsShared();
  });

  it('isogeo.clients.shareToken puts a valid token into the environment while it is on, and removes the token afterwards', async () => {
    const { expiresAt } = await authenticate(platform.files.json);
    await share(true);
    await shared();
    assert.equal(await statusFor(platform.sandbox, sharedHeader()), 200);
    assert.equal(processEnv('ISOGEO_API_URL'), platform.sandbox.origin);
    assert.equal(processEnv('ISOGEO_TOKEN_EXPIRES_AT'), expiresAt);
    await share(false);
    await nothingIsShared();
  });

  it('isogeo.clients.shareToken shares the new token and API address after a sign-in with another application', async () => {
    await share(true);
    await authenticate(platform.files.json);
    await shared();
    const other = await startPlatform();
    try {
      await authenticate(other.files.json);
      await eventually(() => {
        assert.equal(processEnv('ISOGEO_ACCESS_TOKEN'), other.sandbox.issued.at(-1));
        assert.equal(processEnv('ISOGEO_API_URL'), other.sandbox.origin);
        return Promise.resolve();
      });
    } finally {
      await other.dispose();
    }
  });

  it('isogeo.clients.shareToken renews an expired token automatically even if renewal is manual', async () => {
    const configuration = vscode.workspace.getConfiguration('isogeo');
    const renewal = (mode: string | undefined) =>
      configuration.update('token.renewal', mode, vscode.ConfigurationTarget.Global);
    await renewal('manual');
    try {
      await authenticateExpired(platform);
      await share(true);
      await shared();
      assert.equal(platform.sandbox.tokenRequests.length, 2);
      assert.equal(await statusFor(platform.sandbox, sharedHeader()), 200);
    } finally {
      await renewal(undefined);
    }
  });

  it('isogeo.clients.shareToken shares a new token before the old one expires, and the API accepts each while it is shared', async () => {
    platform.sandbox.setLifetime(3);
    await authenticate(platform.files.json);
    platform.sandbox.setLifetime(3599);
    await share(true);
    const first = await shared();
    assert.equal(await statusFor(platform.sandbox, sharedHeader()), 200);
    await eventually(async () => {
      assert.equal(await statusFor(platform.sandbox, sharedHeader()), 200);
      assert.notEqual(processEnv('ISOGEO_ACCESS_TOKEN'), first);
    });
    await eventually(async () => {
      assert.equal(await statusFor(platform.sandbox, `Authorization: Bearer ${first}`), 401);
    });
    assert.equal(await statusFor(platform.sandbox, sharedHeader()), 200);
  });

  it('isogeo.clients.shareToken lets httpYac run a request file, except its token request, before and after a renewal', async () => {
    platform.sandbox.setLifetime(8);
    await authenticate(platform.files.json);
    platform.sandbox.setLifetime(3599);
    await share(true);
    const first = await shared();
    await vscode.commands.executeCommand('isogeo.newRequestFile');
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    // The token request reads the pair from the environment, which this test doesn't provide.
    const requests = text.slice(0, text.lastIndexOf('### '));
    assert.match(text.slice(requests.length), /oauth\/token/);
    const good = Array.from({ length: requests.split('\n### ').length - 1 }, () => 200);
    assert.ok(good.length > 5);

    assert.deepEqual(await runWithHttpYac(requests, platform.folder), good);
    await eventually(async () => {
      const header = `Authorization: Bearer ${first}`;
      assert.equal(await statusFor(platform.sandbox, header), 401, 'the first token has ended');
    });
    assert.notEqual(await shared(), first);
    assert.deepEqual(await runWithHttpYac(requests, platform.folder), good);
    assert.equal(platform.sandbox.tokenRequests.length, 2);
  });
});

describe('a window whose HTTP clients run elsewhere', () => {
  const { UI, Workspace } = vscode.ExtensionKind;
  /** The shown messages and offers, after choosing the action with that title. */
  async function offered(action?: string): Promise<readonly string[]> {
    const said: string[] = [];
    const answer = (message: string, ...actions: readonly unknown[]) => {
      said.push(message.slice(0, 38), ...actions.map(String));
      return Promise.resolve(actions.find((each) => each === action));
    };
    const restore = instead({
      showWarningMessage: answer,
      showInformationMessage: answer,
    });
    try {
      await new TokenSharing(contextInMemory().globalState).offer('client', true);
    } finally {
      restore();
    }
    return said;
  }

  afterEach(() => share(undefined));

  it('HTTP clients count as running on another host only if the extension runs locally (kind UI) in a remote window', () => {
    for (const remoteName of ['wsl', 'ssh-remote', 'dev-container', 'attached-container']) {
      assert.ok(areClientsElsewhere({ remoteName }, UI), remoteName);
      assert.ok(!areClientsElsewhere({ remoteName }, Workspace), remoteName);
    }
    assert.ok(!areClientsElsewhere({ remoteName: undefined }, UI));
  });

  it('in a local window, HTTP clients don’t count as running on another host', () => {
    assert.ok(!areClientsElsewhere());
  });

  it('if HTTP clients run on another host, New Terminal with Token is offered instead of Share Token, and opens a terminal', async () => {
    const platform = await startPlatform();
    try {
      await authenticate(platform.files.json);
      const opened = new Promise<string>((resolve) => {
        const subscription = vscode.window.onDidOpenTerminal((terminal) => {
          subscription.dispose();
          resolve(terminal.name);
          terminal.dispose();
        });
      });
      assert.deepEqual(await offered('New Terminal with Token'), [
        'In this remote window, HTTP clients ca',
        'New Terminal with Token',
        'Don’t Show Again',
      ]);
      assert.match(await opened, /^Isogeo until /);
    } finally {
      await platform.dispose();
    }
  });

  it('if HTTP clients run on another host and the token is shared, Stop Sharing is offered too, and turns the setting off', async () => {
    await share(true);
    assert.deepEqual(await offered('Stop Sharing'), [
      'In this remote window, HTTP clients ca',
      'New Terminal with Token',
      'Stop Sharing',
      'Don’t Show Again',
    ]);
    const { globalValue } =
      vscode.workspace.getConfiguration('isogeo').inspect('clients.shareToken') ?? {};
    assert.equal(globalValue, undefined);
  });
});

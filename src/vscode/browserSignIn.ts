import * as vscode from 'vscode';
import type { Credentials } from '../core/application.ts';
import { failed, success, type Failure, type Result } from '../core/failure.ts';
import {
  addressOfHanded,
  readRedirect,
  redirectWays,
  type RedirectAnswer,
  type RedirectWay,
} from '../core/redirect.ts';
import type { Token } from '../core/token.ts';
import {
  beginSignIn,
  completeSignIn,
  type BrowserSignIn,
  type FinalAnswer,
} from '../session/browserSignIn.ts';
import { t } from './l10n.ts';
import { notify } from './notify.ts';
import type { Services } from './services.ts';
import { causeOf } from './words.ts';

/** After this long nobody is coming back. */
const patienceMs = 5 * 60_000;

/**
 * Signs a user in through the browser, by the best way that the file's redirect URIs open; where
 * one fails, the next is offered by name.
 */
export async function signInThroughBrowser(
  credentials: Credentials & { readonly kind: 'user' | 'public' },
  services: Services,
  signal: AbortSignal,
): Promise<Result<Token>> {
  const handlerOrigin = `${vscode.env.uriScheme}://isogeo.isogeo-api`;
  const ways = redirectWays(credentials.redirectUris, handlerOrigin);
  let result = failed({ reason: 'interaction-required', need: 'browser-sign-in' });
  for (const [index, way] of ways.entries()) {
    if (index > 0 && !(await wantsNext(result.failure, way, signal))) {
      return signal.aborted ? failed({ reason: 'cancelled' }) : result;
    }
    const signIn = await beginSignIn(credentials, way.uri);
    const answered = await services.browserSignIns.run(
      (latest) =>
        latest.aborted
          ? Promise.resolve(failed({ reason: 'cancelled' }))
          : waitForAnswer(signIn, way, services, latest),
      signal,
    );
    const completed = answered.ok
      ? await completeSignIn(signIn, answered.value, credentials, services, signal)
      : answered;
    if (completed.ok || isOver(completed.failure)) return completed;
    result = completed;
  }
  return result;
}

/** The user has decided, and is not asked to try another way. */
function isOver({ reason }: Failure): boolean {
  return reason === 'cancelled' || reason === 'consent-denied';
}

/** A notification waits until somebody looks at it; a cancellation does not. */
async function wantsNext(
  failure: Failure,
  way: RedirectWay,
  signal: AbortSignal,
): Promise<boolean> {
  const next = nameOf(way);
  const { promise: stopped, resolve } = Promise.withResolvers<undefined>();
  const stop = () => {
    resolve(undefined);
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const chosen = await Promise.race([notify.warn(causeOf(failure), next), stopped]);
    return chosen === next && !signal.aborted;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function nameOf({ kind, uri }: RedirectWay): string {
  switch (kind) {
    case 'loopback':
      return t('Wait at {0}', uri);
    case 'uri-handler':
      return t('Come Back to VS Code');
    case 'shown-code':
      return t('Paste the Code');
    case 'pasted-address':
      return t('Paste the Address');
  }
}

/**
 * Opens the browser and waits for the answer: from a listener, from VS Code's own address, or
 * pasted into an input box, whichever comes first. Nothing is left open afterwards.
 */
async function waitForAnswer(
  signIn: BrowserSignIn,
  way: RedirectWay,
  { loopback }: Services,
  signal: AbortSignal,
): Promise<Result<FinalAnswer>> {
  const { promise, resolve } = Promise.withResolvers<Result<FinalAnswer>>();
  const offer = (text: string): RedirectAnswer => {
    const answer = readRedirect(text, signIn.expected);
    if (answer.kind !== 'refused') resolve(success(answer));
    return answer;
  };
  const cleanup: (() => void)[] = [];
  try {
    let prompt = promptOf(way);
    // Before the browser opens: it may be back at once.
    if (way.kind === 'loopback') {
      const answerIn = signIn.expected.responseType === 'code' ? 'query' : 'fragment';
      const listening = await loopback.listen(
        way.uri,
        answerIn,
        page(),
        (address) => offer(address).kind !== 'refused',
      );
      if (listening.ok) cleanup.push(listening.value);
      else
        prompt = t(
          'Port {0} cannot be listened on. Paste the address at which the browser ends',
          way.port,
        );
    }
    cleanup.push(
      showInput(signIn.url, prompt, offer, () => {
        resolve(failed({ reason: 'cancelled' }));
      }),
    );
    if (way.kind === 'uri-handler') cleanup.push(handleUris(offer));
    const stop = () => {
      resolve(failed({ reason: 'cancelled' }));
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const { host } = new URL(signIn.url);
    const patience = setTimeout(() => {
      resolve(failed({ reason: 'timed-out', host, timeoutMs: patienceMs }));
    }, patienceMs);
    cleanup.push(() => {
      clearTimeout(patience);
      signal.removeEventListener('abort', stop);
    });
    if (!signal.aborted) openBrowser(signIn.url);
    return await promise;
  } finally {
    for (const undo of cleanup) undo();
  }
}

/**
 * `Uri` decodes and encodes the query anew, and a redirect URI has to arrive byte for byte; a
 * string is passed on as it is by every host, though the types do not say so.
 */
function openBrowser(url: string): void {
  void vscode.env.openExternal(url as unknown as vscode.Uri);
}

function handleUris(offer: (text: string) => RedirectAnswer): () => void {
  const registration = vscode.window.registerUriHandler({
    handleUri(uri) {
      // Any web site can open this address: what lacks the right state is passed over.
      offer(addressOfHanded(uri, vscode.env.uiKind === vscode.UIKind.Desktop));
    },
  });
  return () => {
    registration.dispose();
  };
}

function showInput(
  url: string,
  prompt: string,
  offer: (text: string) => RedirectAnswer,
  onCancel: () => void,
): () => void {
  const input = vscode.window.createInputBox();
  input.title = t('Sign in to Isogeo in the browser');
  input.prompt = prompt;
  input.placeholder = t('Code or address');
  // The browser takes the focus away, and that is no cancellation.
  input.ignoreFocusOut = true;
  input.buttons = [
    { iconPath: new vscode.ThemeIcon('link-external'), tooltip: t('Open the Browser Again') },
  ];
  input.onDidTriggerButton(() => {
    openBrowser(url);
  });
  input.onDidChangeValue(() => {
    input.validationMessage = undefined;
  });
  input.onDidAccept(() => {
    const answer = offer(input.value);
    if (answer.kind === 'refused') input.validationMessage = whyRefused(answer.why);
  });
  input.onDidHide(onCancel);
  input.show();
  return () => {
    input.dispose();
  };
}

function promptOf({ kind }: RedirectWay): string {
  switch (kind) {
    case 'loopback':
      return t(
        'Waiting for the browser. If it ends at an address that it cannot open, paste that address',
      );
    case 'uri-handler':
      return t(
        'Waiting for the browser to come back. Otherwise paste the address at which it ends',
      );
    case 'shown-code':
      return t('Paste the code that the browser shows');
    case 'pasted-address':
      return t('Paste the address at which the browser ends');
  }
}

function whyRefused(why: Extract<RedirectAnswer, { kind: 'refused' }>['why']): string {
  switch (why) {
    case 'empty':
      return t('Paste the code or the whole address.');
    case 'other-address':
      return t('This address is not the one that was registered for the application.');
    case 'state':
      return t('This address belongs to another sign-in.');
    case 'nothing-in-it':
      return t('There is no code and no token in it.');
  }
}

function page() {
  return {
    language: vscode.env.language,
    title: t('Isogeo API'),
    text: t('You can close this tab and go back to VS Code.'),
  };
}

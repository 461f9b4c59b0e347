import * as vscode from 'vscode';
import { cancelled, failed, success, type Result } from '../../core/result.ts';
import {
  addressOfHanded,
  readRedirect,
  type RedirectAnswer,
  type RedirectWay,
} from '../../core/signIn/redirect.ts';
import { untilAborted } from '../../session/concurrency/untilAborted.ts';
import type { Loopback, RedirectOutcome } from '../../session/ports.ts';
import type { BrowserSignIn, FinalAnswer } from '../../session/signIn/browserSignIn.ts';
import { openBox } from '../host/box.ts';
import { t } from '../host/l10n.ts';
import { callbackPage } from './callbackPage.ts';

/** After this time, no answer is expected. */
const patienceMs = 5 * 60_000;

/**
 * Opens the browser and waits for the first answer: from a listener, from VS Code's own address, or pasted
 * into an input box. Closes all three ways afterwards. Fails with `unreachable` before the browser opens if
 * the port of the address is taken.
 */
export async function waitForAnswer(
  signIn: BrowserSignIn,
  way: RedirectWay,
  loopback: Loopback,
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
    const listening = await listenFor(signIn, way, loopback, offer);
    if (listening?.ok === false) return listening;
    if (listening) cleanup.push(listening.value);
    cleanup.push(
      showPasteBox(signIn.url, promptOf(way), offer, () => {
        resolve(cancelled);
      }),
    );
    if (way.kind === 'uri-handler') cleanup.push(handleUris(offer));
    const { host } = new URL(signIn.url);
    const patience = setTimeout(() => {
      resolve(failed({ reason: 'timed-out', host, timeoutMs: patienceMs }));
    }, patienceMs);
    cleanup.push(() => {
      clearTimeout(patience);
    });
    if (!signal.aborted) openBrowser(signIn.url);
    return await untilAborted(signal, promise);
  } finally {
    for (const undo of cleanup) undo();
  }
}

/** `undefined` for an address that isn't on this machine. */
async function listenFor(
  { expected }: BrowserSignIn,
  way: RedirectWay,
  loopback: Loopback,
  offer: (text: string) => RedirectAnswer,
): Promise<Result<() => void> | undefined> {
  if (way.kind !== 'loopback' && !(way.kind === 'pasted-address' && way.isLocal)) return undefined;
  const answerIn = expected.responseType === 'code' ? 'query' : 'fragment';
  return loopback.listen(
    way.uri,
    way.kind === 'loopback' ? answerIn : 'nothing',
    callbackPage(vscode.env.language, t),
    (address) => outcomeOf(offer(address)),
  );
}

function outcomeOf({ kind }: RedirectAnswer): RedirectOutcome {
  if (kind === 'refused') return 'refused';
  return kind === 'code' || kind === 'token' ? 'accepted' : 'failed';
}

/**
 * `Uri` re-encodes the query, but a redirect URI must arrive byte for byte. Every host passes a string on
 * unchanged, although the types don't say so.
 */
function openBrowser(url: string): void {
  void vscode.env.openExternal(url as unknown as vscode.Uri);
}

function handleUris(offer: (text: string) => RedirectAnswer): () => void {
  const registration = vscode.window.registerUriHandler({
    handleUri(uri) {
      // Any web site can open VS Code's address, so an answer without the right state is ignored.
      offer(addressOfHanded(uri, vscode.env.uiKind === vscode.UIKind.Desktop));
    },
  });
  return () => {
    registration.dispose();
  };
}

function showPasteBox(
  url: string,
  prompt: string,
  offer: (text: string) => RedirectAnswer,
  onCancel: () => void,
): () => void {
  return openBox({
    title: t('Sign in to Isogeo in the browser'),
    prompt,
    placeholder: t('Code or address'),
    button: {
      icon: 'link-external',
      tooltip: t('Open the Browser Again'),
      press: () => {
        openBrowser(url);
      },
    },
    accept(text) {
      const answer = offer(text);
      return answer.kind === 'refused' ? whyRefused(answer.why) : undefined;
    },
    cancel: onCancel,
  });
}

function promptOf({ kind }: RedirectWay): string {
  return {
    loopback: t(
      'Waiting for the browser. If it can’t open the last page, paste the address of that page',
    ),
    'uri-handler': t('Waiting for the browser. You can also paste the last address that it shows'),
    'shown-code': t('Paste the code that the browser shows'),
    'pasted-address': t('Paste the last address that the browser shows'),
  }[kind];
}

function whyRefused(why: Extract<RedirectAnswer, { kind: 'refused' }>['why']): string {
  return {
    empty: t('Paste the code or the whole address.'),
    'other-address': t(
      'This isn’t the address where the sign-in ends. Paste the last address that the browser shows.',
    ),
    state: t(
      'This address is from another sign-in attempt. Paste the last address that the browser shows.',
    ),
    'nothing-in-it': t('No code or token was found in this text.'),
  }[why];
}

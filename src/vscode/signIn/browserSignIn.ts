import * as vscode from 'vscode';
import type { UserCredentials } from '../../core/credentials/credentials.ts';
import type { Failure } from '../../core/failure.ts';
import { cancelled, failed, success, type Result } from '../../core/result.ts';
import { redirectWays, type RedirectWay } from '../../core/signIn/redirect.ts';
import type { Token } from '../../core/token/token.ts';
import {
  beginSignIn,
  completeSignIn,
  responseTypeOf,
  type BrowserSignIn,
  type FinalAnswer,
} from '../../session/signIn/browserSignIn.ts';
import { waitForAnswer } from './browserAnswer.ts';
import { t } from '../host/l10n.ts';
import { notify } from '../host/notify.ts';
import { untilAborted } from '../../session/concurrency/untilAborted.ts';
import type { Latest } from '../../session/concurrency/latest.ts';
import type { Loopback } from '../../session/ports.ts';
import type { GrantPorts } from '../../session/token/grants.ts';
import { causeOf } from '../words/failures.ts';

export interface BrowserPorts extends GrantPorts {
  readonly loopback: Loopback;
  /**
   * Only one sign-in waits for the browser at a time: it owns the input box, the listener and the handler.
   */
  readonly browserSignIns: Latest;
}

/**
 * Signs a user in through the browser, with the best way among the file's redirect URIs; if one gets no
 * answer, the next is offered by name. `onAnswer` is called when the browser has answered. Fails with
 * `cancelled` if the user stops or begins another sign-in.
 */
export async function signInThroughBrowser(
  credentials: UserCredentials,
  ports: BrowserPorts,
  signal: AbortSignal,
  onAnswer: () => void = () => undefined,
): Promise<Result<Token>> {
  const answered = await ports.browserSignIns.run(
    (latest) => tryWays(credentials, ports, latest),
    signal,
  );
  onAnswer();
  // After an answer, the platform or the network would refuse the sign-in with any other redirect URI, too.
  return answered.ok
    ? completeSignIn(answered.value.signIn, answered.value.answer, credentials, ports, signal)
    : answered;
}

interface Answered {
  readonly signIn: BrowserSignIn;
  readonly answer: FinalAnswer;
}

async function tryWays(
  credentials: UserCredentials,
  ports: BrowserPorts,
  signal: AbortSignal,
): Promise<Result<Answered>> {
  const handlerOrigin = `${vscode.env.uriScheme}://isogeo.isogeo-api`;
  const responseType = responseTypeOf(credentials);
  const ways = redirectWays(credentials.redirectUris, handlerOrigin, responseType);
  let [way] = ways;
  while (way && !signal.aborted) {
    const signIn = await beginSignIn(credentials, way.uri);
    const answered = await waitForAnswer(signIn, way, ports.loopback, signal);
    if (answered.ok) return success({ signIn, answer: answered.value });
    const { failure } = answered;
    if (failure.reason === 'cancelled') return answered;
    const offered =
      failure.reason === 'unreachable'
        ? offeredForTakenPort(way, ways, responseType)
        : offeredNext(way, ways);
    if (offered.length === 0) return answered;
    way = await choose(failure, responseType, offered, signal);
  }
  return ways.length === 0
    ? failed({ reason: 'interaction-required', need: 'browser-sign-in' })
    : cancelled;
}

interface Offered {
  readonly label: string;
  readonly way: RedirectWay;
}

function offeredNext({ uri }: RedirectWay, ways: readonly RedirectWay[]): readonly Offered[] {
  const next = ways[ways.findIndex((each) => each.uri === uri) + 1];
  return next ? [{ label: nameOf(next), way: next }] : [];
}

/**
 * The ways to offer after a taken port. A code may be pasted although another program has the port, since a
 * code is useless without the secret. A token never goes to such an address.
 */
function offeredForTakenPort(
  way: RedirectWay,
  ways: readonly RedirectWay[],
  responseType: 'code' | 'token',
): readonly Offered[] {
  const next = offeredNext(way, ways);
  const paste: RedirectWay = { kind: 'pasted-address', uri: way.uri };
  const isPasteOffered = next.some((offered) => offered.way.kind === paste.kind);
  return [
    { label: t('Try Again'), way },
    ...next,
    ...(responseType === 'code' && !isPasteOffered ? [{ label: nameOf(paste), way: paste }] : []),
  ];
}

/** A notification waits until the user sees it; a cancellation ends it. */
async function choose(
  failure: Failure,
  responseType: 'code' | 'token',
  offered: readonly Offered[],
  signal: AbortSignal,
): Promise<RedirectWay | undefined> {
  const labels = offered.map(({ label }) => label);
  const shown =
    failure.reason === 'unreachable'
      ? notify.error(portTaken(failure.host, responseType), ...labels)
      : notify.warn(causeOf(failure), ...labels);
  const chosen = await untilAborted(signal, shown);
  return offered.find(({ label }) => label === chosen)?.way;
}

function portTaken(host: string, responseType: 'code' | 'token'): string {
  const port = /:(\d+)$/.exec(host)?.[1] ?? '80';
  return responseType === 'token'
    ? t('Port {0} is unavailable. Close the program that uses it, then try again.', port)
    : t(
        'Port {0} is unavailable. Close the program that uses it and try again, or paste the browser’s address, which lets that program read your sign-in code.',
        port,
      );
}

function nameOf({ kind, uri }: RedirectWay): string {
  return {
    loopback: t('Use {0}', uri),
    'uri-handler': t('Return to VS Code'),
    'shown-code': t('Paste the Code'),
    'pasted-address': t('Paste the Address'),
  }[kind];
}

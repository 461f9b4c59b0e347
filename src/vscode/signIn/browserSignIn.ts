import * as vscode from 'vscode';
import type { UserCredentials } from '../../core/credentials/credentials.ts';
import type { Failure } from '../../core/failure.ts';
import { failed, type Result } from '../../core/result.ts';
import { redirectWays, type RedirectWay } from '../../core/signIn/redirect.ts';
import type { Token } from '../../core/token/token.ts';
import { beginSignIn, completeSignIn, responseTypeOf } from '../../session/signIn/browserSignIn.ts';
import { waitForAnswer } from './browserAnswer.ts';
import { t } from '../host/l10n.ts';
import { notify } from '../host/notify.ts';
import type { Services } from '../services.ts';
import { causeOf } from '../words/failures.ts';

/**
 * Signs a user in through the browser, by the best way that the file's redirect URIs open; where
 * one brings no answer, the next is offered by name. `cancelled` where it is not wanted.
 */
export async function signInThroughBrowser(
  credentials: UserCredentials,
  services: Services,
  signal: AbortSignal,
): Promise<Result<Token>> {
  const handlerOrigin = `${vscode.env.uriScheme}://isogeo.isogeo-api`;
  const { redirectUris } = credentials;
  const ways = redirectWays(redirectUris, handlerOrigin, responseTypeOf(credentials));
  let result: Result<never> = failed({ reason: 'interaction-required', need: 'browser-sign-in' });
  for (const [index, way] of ways.entries()) {
    if (index > 0 && !(await wantsNext(result.failure, way, signal))) {
      return failed({ reason: 'cancelled' });
    }
    const signIn = await beginSignIn(credentials, way.uri);
    const answered = await services.browserSignIns.run(
      (latest) =>
        latest.aborted
          ? Promise.resolve(failed({ reason: 'cancelled' }))
          : waitForAnswer(signIn, way, services, latest),
      signal,
    );
    // What the platform or the network refuses after an answer, it refuses by any way.
    if (answered.ok) return completeSignIn(signIn, answered.value, credentials, services, signal);
    if (answered.failure.reason === 'cancelled') return answered;
    result = answered;
  }
  return result;
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
      return t('Return to VS Code');
    case 'shown-code':
      return t('Paste the Code');
    case 'pasted-address':
      return t('Paste the Address');
  }
}

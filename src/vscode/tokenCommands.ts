import type { Token } from '../core/token.ts';
import { authenticateInteractively, chooseFile } from './authenticateCommand.ts';
import { copySecret } from './clipboard.ts';
import { showFailure } from './failures.ts';
import { t } from './l10n.ts';
import { notify, sayInPassing } from './notify.ts';
import { withProgress } from './progress.ts';
import type { Services } from './services.ts';
import { settings } from './settings.ts';

export async function copyBearerHeader(services: Services): Promise<void> {
  const token = await tokenForUse(services, () => copyBearerHeader(services));
  if (token)
    await copySecret(`Authorization: Bearer ${token.accessToken}`, t('Bearer header copied'));
}

export async function copyAccessToken(services: Services): Promise<void> {
  const token = await tokenForUse(services, () => copyAccessToken(services));
  if (token) await copySecret(token.accessToken, t('Access token copied'));
}

export async function renewToken(services: Services): Promise<void> {
  const id = signedInId(services);
  if (id === undefined) {
    await authenticateInteractively(services);
    return;
  }
  const renewed = await withProgress(t('Isogeo: asking for a token…'), (signal) =>
    services.tokens.renew(id, signal),
  );
  if (renewed.ok) {
    sayInPassing(t('Isogeo token renewed'));
  } else {
    report(renewed.failure, services, () => renewToken(services));
  }
}

/**
 * A token that is valid now, for the command that asked: signs in first where nobody is, renews
 * where it has to, and shows why where it cannot.
 */
async function tokenForUse(
  services: Services,
  again: () => Promise<unknown>,
): Promise<Token | undefined> {
  const id = signedInId(services);
  if (id === undefined) {
    const answer = await authenticateInteractively(services);
    return answer.ok ? tokenOfActive(services) : undefined;
  }
  const got = await withProgress(t('Isogeo: asking for a token…'), (signal) =>
    services.tokens.forUse(id, settings.renewal() !== 'manual', signal),
  );
  if (got.ok) return got.value;
  if (got.failure.reason === 'interaction-required' && got.failure.need === 'renew') {
    return renewIfWanted(id, services, again);
  }
  report(got.failure, services, again);
  return undefined;
}

async function renewIfWanted(
  id: string,
  services: Services,
  again: () => Promise<unknown>,
): Promise<Token | undefined> {
  const renew = t('Renew Token');
  const chosen = await notify.info(
    t('The Isogeo token has expired, and renewal is set to manual.'),
    renew,
  );
  if (chosen !== renew) return undefined;
  const renewed = await withProgress(t('Isogeo: asking for a token…'), (signal) =>
    services.tokens.renew(id, signal),
  );
  if (renewed.ok) return renewed.value;
  report(renewed.failure, services, again);
  return undefined;
}

function report(
  failure: Parameters<typeof showFailure>[0],
  services: Services,
  tryAgain: () => Promise<unknown>,
): void {
  showFailure(failure, t('The saved credentials are kept.'), services, {
    tryAgain,
    chooseAnotherFile: () => authenticateInteractively(services, chooseFile),
  });
}

function signedInId({ active, applications }: Services): string | undefined {
  const { id } = active;
  return id !== undefined && applications.get(id)?.record.token ? id : undefined;
}

function tokenOfActive({ active, applications }: Services): Token | undefined {
  return active.id === undefined ? undefined : applications.get(active.id)?.record.token;
}

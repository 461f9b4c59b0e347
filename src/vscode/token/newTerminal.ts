import { tokenEnvironmentOf } from '../../core/token/tokenEnvironment.ts';
import { localTime } from '../words/times.ts';
import { t } from '../host/l10n.ts';
import { openTerminal } from '../host/terminal.ts';
import { loadActive, nameAmongSeveral } from '../host/loadActive.ts';
import { tokenForUse, type TokenPorts } from './tokenCommands.ts';

/**
 * Opens a terminal that has the token in its environment. Its name contains the expiry time, and the
 * application if several are saved.
 */
export async function newTerminal(ports: TokenPorts): Promise<void> {
  if (!(await tokenForUse(ports, () => newTerminal(ports)))) return;
  const loaded = await loadActive(ports);
  const record = loaded.ok ? loaded.value?.record : undefined;
  const variables = record && tokenEnvironmentOf(record, ports.clock.now());
  if (!variables) return;
  const expiresAt = record.token?.expiresAt;
  const application = nameAmongSeveral(ports);
  const title =
    expiresAt === undefined ? 'Isogeo' : t('Isogeo until {0}', localTime(expiresAt, 'short'));
  openTerminal(application === undefined ? title : `${title} · ${application}`, 'key', {
    ...variables,
    ISOGEO_TOKEN_EXPIRES_AT: variables.ISOGEO_TOKEN_EXPIRES_AT ?? null,
  });
}

import type { Application } from '../../core/applications/application.ts';
import type { Token } from '../../core/token/token.ts';
import { loadActive, type Services } from '../services.ts';

/** What the commands about requests work with. */
export interface RequestServices extends Services {
  /** A token that is valid now; signs in or renews first, and shows why where there is none. */
  readonly tokenForUse: (again: () => Promise<unknown>) => Promise<Token | undefined>;
}

/** The active application, where there is one that can be read. */
export async function activeApplication(services: Services): Promise<Application | undefined> {
  const loaded = await loadActive(services);
  return loaded.ok ? loaded.value?.record.application : undefined;
}

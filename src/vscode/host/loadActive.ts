import type { Application } from '../../core/applications/application.ts';
import { failed, success, type Result } from '../../core/result.ts';
import type { Applications } from '../../session/applications/applications.ts';
import type { ApplicationState } from '../../session/applications/states.ts';
import type { ActiveApplication } from './activeApplication.ts';

export interface ActivePorts {
  readonly active: Pick<ActiveApplication, 'id'>;
  readonly applications: Pick<Applications, 'get' | 'load'>;
}

/**
 * The active application, or the one asked for. It is read from storage where the start-up has not
 * read it yet. `undefined`: there is none.
 */
export async function loadActive(
  { active, applications }: ActivePorts,
  id = active.id,
): Promise<Result<ApplicationState | undefined>> {
  if (id === undefined) return success(undefined);
  if (applications.get(id) === undefined) {
    const loaded = await applications.load(id);
    if (!loaded.ok) return failed(loaded.failure);
  }
  return success(applications.get(id));
}

/** The active application, where there is one that can be read. */
export async function activeApplication(ports: ActivePorts): Promise<Application | undefined> {
  const loaded = await loadActive(ports);
  return loaded.ok ? loaded.value?.record.application : undefined;
}

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
 * The active application, or the requested one. Reads it from storage if start-up hasn't. `undefined` if
 * there isn't one.
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

/** The active application, if it exists and is readable. */
export async function activeApplication(ports: ActivePorts): Promise<Application | undefined> {
  const loaded = await loadActive(ports);
  return loaded.ok ? loaded.value?.record.application : undefined;
}

/** The name of the application if several are saved. */
export function nameAmongSeveral(
  {
    active,
    applications,
  }: {
    readonly active: Pick<ActiveApplication, 'id'>;
    readonly applications: Pick<Applications, 'get' | 'knownIds'>;
  },
  id = active.id,
): string | undefined {
  return id !== undefined && applications.knownIds().some((other) => other !== id)
    ? applications.get(id)?.record.application.name
    : undefined;
}

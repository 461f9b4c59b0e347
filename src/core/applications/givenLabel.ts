import type { ApplicationSummary } from './application.ts';
import type { ApplicationRecord } from './record.ts';

/** A label that contains the whole ID. */
export function fullAccountLabel(application: ApplicationSummary): string {
  return labelWithId(application, application.id);
}

/** The label that was given at the first save; a record without one gets a label with the whole ID. */
export function labelOf({ application, accountLabel }: ApplicationRecord): string {
  return accountLabel ?? fullAccountLabel(application);
}

export function labelWithId({ name, platform }: ApplicationSummary, id: string): string {
  return `${name} (${id}, ${platform})`;
}

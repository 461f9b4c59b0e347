import type { ApplicationSummary } from './application.ts';
import type { ApplicationRecord } from './record.ts';

/** Contains the whole ID. */
export function fullAccountLabel(application: ApplicationSummary): string {
  return labelWith(application, application.id);
}

/** The label that the application was given, or one with the whole ID. */
export function labelOf({ application, accountLabel }: ApplicationRecord): string {
  return accountLabel ?? fullAccountLabel(application);
}

export function labelWith({ name, platform }: ApplicationSummary, id: string): string {
  return `${name} (${id}, ${platform})`;
}

import { summaryOf, type ApplicationSummary } from './application.ts';
import { isFilledText, isKind, type ApplicationRecord } from './record.ts';
import type { Token, Validity } from '../token/token.ts';
import { isObject, parseJson } from '../text/json.ts';

/** An application as a list shows it: without secret and token. */
export interface ListedApplication extends ApplicationSummary {
  /** Absent if the user is signed out of the application. */
  readonly validity?: Validity;
}

export function listed({ application, token }: ApplicationRecord): ListedApplication {
  return { ...summaryOf(application), ...(token && { validity: validityOf(token) }) };
}

export function validityOf({ obtainedAt, expiresAt }: Token): Validity {
  return { obtainedAt, ...(expiresAt !== undefined && { expiresAt }) };
}

const schemaVersion = 1;

/** The text of the index. Equal lists give equal texts, in any order. */
export function serialiseIndex(applications: readonly ApplicationSummary[]): string {
  const sorted = applications.map(summaryOf).sort((a, b) => (a.id < b.id ? -1 : 1));
  return JSON.stringify({ version: schemaVersion, applications: sorted });
}

/**
 * The applications of a stored index, by ID. A missing, damaged or unknown index lists none: the index only
 * saves reading the records, and is rebuilt from them.
 */
export function parseIndex(text: string | undefined): ReadonlyMap<string, ApplicationSummary> {
  const byId = new Map<string, ApplicationSummary>();
  const stored = parseJson(text ?? '');
  if (!isObject(stored) || stored['version'] !== schemaVersion) return byId;
  const { applications } = stored;
  if (!Array.isArray(applications)) return byId;
  for (const each of applications) {
    const application = readSummary(each);
    if (!application || byId.has(application.id)) return new Map();
    byId.set(application.id, application);
  }
  return byId;
}

function readSummary(stored: unknown): ApplicationSummary | undefined {
  if (!isObject(stored)) return undefined;
  const { id, name, kind, platform } = stored;
  if (!isFilledText(id) || !isFilledText(name) || !isKind(kind)) return undefined;
  if (platform !== 'prod' && platform !== 'qa' && platform !== 'custom') return undefined;
  return { id, name, kind, platform };
}

import type { Credentials } from '../credentials/credentials.ts';
import { isApiDerived } from '../platform/endpoints.ts';
import { originsToConfirm } from '../platform/origins.ts';
import type { ApplicationRecord } from './record.ts';

export function withApi(credentials: Credentials, api: string): Credentials {
  return { ...credentials, endpoints: { ...credentials.endpoints, api } };
}

/**
 * Keeps the API address that is saved for the same client ID and token server, since the user may have
 * corrected it. An address that differs from the derived one was given by the file, and replaces the saved
 * one.
 */
export function withSavedApi(
  credentials: Credentials,
  saved: Credentials | undefined,
): Credentials {
  return saved && isApiDerived(credentials.endpoints)
    ? withApi(credentials, saved.endpoints.api)
    : credentials;
}

/** Changes the API address of a record, and marks its origin as confirmed. */
export function recordWithApi(record: ApplicationRecord, api: string): ApplicationRecord {
  const credentials = withApi(record.application.credentials, api);
  return {
    ...record,
    application: { ...record.application, credentials },
    confirmedOrigins: originsToConfirm(credentials.endpoints),
  };
}

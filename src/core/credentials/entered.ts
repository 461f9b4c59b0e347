import { defaultScopes, usualClientId, type Credentials } from '../application.ts';
import { baseAddressOf, checkEndpoint, endpointsOf, type PlatformAddresses } from '../endpoints.ts';
import { faultOfText } from './fields.ts';

export type AddressFault =
  'blank' | 'control-character' | 'not-an-address' | 'scheme' | 'user-info';

/** What makes a typed address unfit to have a secret sent to it. */
export function faultOfAddress(text: string): AddressFault | undefined {
  const fault = faultOfText(text);
  if (fault) return fault;
  const address = baseAddressOf(text);
  if (address === undefined || !/^[a-z][a-z0-9+.-]*:\/\//i.test(text.trim())) {
    return 'not-an-address';
  }
  const checked = checkEndpoint(address);
  if (checked.ok || checked.failure.reason !== 'endpoint-refused') return undefined;
  return checked.failure.problem === 'user-info' ? 'user-info' : 'scheme';
}

/** The live platform's ids are `<name>-<uuid>`. Documented samples are not: a doubt, never a fault. */
export function isUsualId(clientId: string): boolean {
  return usualClientId.test(clientId);
}

/** Sixty-four characters on the live platform: a doubt, never a fault. */
export function isUsualSecret(clientSecret: string): boolean {
  return clientSecret.length === 64;
}

/** A pair without a file is a group application's: it needs no redirect URI. */
export function enteredCredentials(
  { identity, api }: PlatformAddresses,
  clientId: string,
  clientSecret: string,
): Credentials {
  return {
    kind: 'group',
    clientId,
    clientSecret,
    endpoints: endpointsOf(identity, api),
    redirectUris: [],
    scopes: defaultScopes,
  };
}

import { defaultScopes, type Credentials } from './credentials.ts';
import { baseAddressOf, endpointsOf, type PlatformAddresses } from '../platform/endpoints.ts';
import { checkEndpoint } from '../platform/origins.ts';
import { faultOfText } from './fields.ts';

export type AddressFault =
  'blank' | 'control-character' | 'not-an-address' | 'scheme' | 'user-info';

/** The base address that somebody typed; a host without a scheme gets `https:`, a lone word doesn't. */
export function typedAddress(text: string): string | undefined {
  const typed = text.trim();
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(typed)) return baseAddressOf(typed);
  const isHost =
    /^(?:localhost|[^\s/?#@:.]+(?:\.[^\s/?#@:]|:\d)[^\s/?#@:]*)(?::\d+)?(?:[/?#]|$)/i.test(typed);
  return isHost ? baseAddressOf(`https://${typed}`) : undefined;
}

/** What makes a typed address unfit to have a secret sent to it. */
export function faultOfAddress(text: string): AddressFault | undefined {
  const fault = faultOfText(text);
  if (fault) return fault;
  const address = typedAddress(text);
  if (address === undefined) return 'not-an-address';
  const checked = checkEndpoint(address);
  if (checked.ok || checked.failure.reason !== 'endpoint-refused') return undefined;
  return checked.failure.problem === 'user-info' ? 'user-info' : 'scheme';
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

/**
 * A pair that is saved as a user's stays one: only its secret and the API's address are typed anew.
 */
export function enteredAgain(entered: Credentials, saved: Credentials | undefined): Credentials {
  if (!saved || saved.kind === 'group') return entered;
  const { clientSecret, endpoints } = entered;
  return { ...saved, clientSecret, endpoints: { ...saved.endpoints, api: endpoints.api } };
}

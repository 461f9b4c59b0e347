import { defaultScopes, type Credentials } from './credentials.ts';
import {
  apiBaseOf,
  baseAddressOf,
  endpointsOf,
  isogeoPlatforms,
  type Platform,
  type PlatformAddresses,
} from '../platform/endpoints.ts';
import { checkEndpoint } from '../platform/origins.ts';
import { faultOfText } from './fields.ts';

export type AddressFault =
  'blank' | 'control-character' | 'not-an-address' | 'scheme' | 'user-info';

/** A typed base address. A host without a scheme gets `https:`, but a single word doesn't. */
export function typedAddress(text: string): string | undefined {
  const typed = text.trim();
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(typed)) return baseAddressOf(typed);
  const isHost =
    /^(?:localhost|\[[\da-f:.]+\]|[^\s/?#@:.]+(?:\.[^\s/?#@:]|:\d)[^\s/?#@:]*)(?::\d+)?(?:[/?#]|$)/i.test(
      typed,
    );
  return isHost ? baseAddressOf(`https://${typed}`) : undefined;
}

/** Why no secret can be sent to a typed address. */
export function faultOfAddress(text: string): AddressFault | undefined {
  const fault = faultOfText(text);
  if (fault) return fault;
  const address = typedAddress(text);
  if (address === undefined) return 'not-an-address';
  const checked = checkEndpoint(address);
  return checked.ok ? undefined : checked.failure.problem;
}

/** A typed client ID and secret belong to a group application, which needs no redirect URI. */
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
 * Credentials that are typed for a saved user application stay those of a user application: only the secret
 * and the API address change.
 */
export function enteredAgain(entered: Credentials, saved: Credentials | undefined): Credentials {
  if (!saved || saved.kind === 'group') return entered;
  const { clientSecret, endpoints } = entered;
  return { ...saved, clientSecret, endpoints: { ...saved.endpoints, api: endpoints.api } };
}

/** The addresses of a chosen platform, or the entered ones of a platform on premises. */
export function enteredAddresses(entered: {
  readonly platform?: Platform;
  readonly identity?: string;
  readonly api?: string;
}): PlatformAddresses {
  const { platform, identity, api } = entered;
  if (platform === 'custom' && identity !== undefined) {
    return { identity, api: api ?? derivedApi(identity) };
  }
  return isogeoPlatforms[platform === 'qa' ? 'qa' : 'prod'];
}

/** The API address that belongs to the address of an identity server. */
export function derivedApi(identity: string): string {
  return apiBaseOf(`${identity}/oauth/token`);
}

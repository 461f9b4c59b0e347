import { randomBytes, randomInt } from 'node:crypto';
import { referenceShare, riskShare, type Share } from './shares.ts';

/** How an application signs in: with its own pair, or for a user, with or without a secret. */
export type ApplicationKind = 'group' | 'user' | 'public';

/** An application as Isogeo registers it; its shares determine its resources. */
export interface Application {
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly type: 'group' | 'user';
  /** Distinguishes the two kinds of user application; has no meaning for a group application. */
  readonly kind: 'public' | 'confidential';
  readonly staff: boolean;
  readonly url: string;
  /** The addresses for the answer to a user's consent, each sent byte for byte. */
  readonly redirectUris: readonly string[];
  readonly shares: readonly Share[];
}

const secretLength = 64;
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Percent-encoding changes each of them, which distinguishes a raw Basic pair from an encoded one. */
const tellTales = ['+', '/', '%', '='];

/** 64 characters with these four at fixed places in the middle, so that every secret has them all. */
export function newClientSecret(): string {
  return Array.from({ length: secretLength }, (_, index) => {
    const tellTale = index % 13 === 12 ? tellTales[Math.floor(index / 13)] : undefined;
    return tellTale ?? letters.charAt(randomInt(letters.length));
  }).join('');
}

/** `<name>-<uuid>`; the official SDK reads the part after the last hyphen, so the UUID has no hyphens. */
export function newClientId(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${slug}-${randomBytes(16).toString('hex')}`;
}

/** Fills in the values that a test leaves out; `shares: []` is an application without shares. */
export function groupApplication(given: Partial<Application> = {}): Application {
  const name = given.name ?? 'Sandbox catalog viewer';
  return {
    name,
    clientId: newClientId(name),
    clientSecret: newClientSecret(),
    type: 'group',
    kind: 'public',
    staff: false,
    url: 'https://www.example.org/catalog-viewer',
    redirectUris: [],
    shares: [referenceShare, riskShare],
    ...given,
  };
}

/** A confidential user application: authorization code and refresh token. */
export function userApplication(given: Partial<Application> = {}): Application {
  return groupApplication({
    name: 'Sandbox desktop editor',
    type: 'user',
    kind: 'confidential',
    url: 'https://www.example.org/desktop-editor',
    redirectUris: ['http://localhost:5000/callback', 'urn:ietf:wg:oauth:2.0:oob'],
    ...given,
  });
}

/** A public user application: the redirect's fragment contains the token, and the secret is unused. */
export function publicApplication(given: Partial<Application> = {}): Application {
  return groupApplication({
    name: 'Sandbox web map',
    type: 'user',
    kind: 'public',
    url: 'https://www.example.org/web-map',
    redirectUris: ['http://localhost:5000/callback'],
    ...given,
  });
}

export function kindOf({ type, kind }: Application): ApplicationKind {
  if (type === 'group') {
    return 'group';
  }
  return kind === 'public' ? 'public' : 'user';
}

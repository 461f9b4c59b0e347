import { randomBytes, randomInt } from 'node:crypto';
import { referenceShare, riskShare, type Share } from './shares.ts';

/** A group application as Isogeo registers it; its shares decide what it may read. */
export interface Application {
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly type: 'group';
  readonly kind: 'public' | 'confidential';
  readonly staff: boolean;
  readonly url: string;
  readonly shares: readonly Share[];
}

const secretLength = 64;
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Each of them changes under percent-encoding, which tells a raw Basic pair from an encoded one. */
const tellTales = ['+', '/', '%', '='];

/** 64 characters, the tell-tales at fixed places in the middle, so that every secret has them all. */
export function newClientSecret(): string {
  return Array.from({ length: secretLength }, (_, index) => {
    const tellTale = index % 13 === 12 ? tellTales[Math.floor(index / 13)] : undefined;
    return tellTale ?? letters.charAt(randomInt(letters.length));
  }).join('');
}

/** `<name>-<uuid>`; the official SDK takes what follows the last hyphen, so the uuid has none. */
export function newClientId(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${slug}-${randomBytes(16).toString('hex')}`;
}

/** Fills in whatever a test leaves out; `shares: []` is an application nothing is shared with. */
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
    shares: [referenceShare, riskShare],
    ...given,
  };
}

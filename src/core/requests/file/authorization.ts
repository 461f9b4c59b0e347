import type { Pair } from '../request.ts';
import type { Template } from '../template.ts';

/** The meaning of an `Authorization` header, which REST Client and httpYac read alike. */
export type Authorization =
  | { readonly is: 'basic' | 'digest'; readonly pair: Pair }
  /** The value is sent as written. */
  | { readonly is: 'header' }
  /** The client computes the value, or requests it from a server. */
  | { readonly is: 'computed'; readonly scheme: string };

const computed = /^(aws|cognito|oauth2|openid)(\s|$)/i;

/**
 * NTLM with a name and password, or both schemes for the current user, as some clients read them. A value in
 * base64 is a message of the handshake (RFC 4559 §4.1) and is sent as written.
 */
const handshake = /^(?:(ntlm)(?=\s|$)(?!\s+[\w+/]{16,}=*$)|(negotiate)$)/i;

/** Reads the value of an `Authorization` header in a request file. */
export function readAuthorization(value: Template): Authorization {
  const [first = '', ...rest] = value;
  if (typeof first !== 'string') return { is: 'header' };
  const begun = handshake.exec(first);
  const scheme = computed.exec(first)?.[1] ?? begun?.[1] ?? begun?.[2];
  if (scheme !== undefined) return { is: 'computed', scheme };
  const [head = '', name = ''] = /^(basic|digest)\s+/i.exec(first) ?? [];
  if (head === '') return { is: 'header' };
  const text = first.slice(head.length);
  // The answer to a server's challenge, computed by another program (RFC 7616 §3.4).
  if (/\b(username|realm|nonce)\s*=/.test(text)) return { is: 'header' };
  const pair = pairIn([text, ...rest]);
  return pair
    ? { is: name.toLowerCase() === 'basic' ? 'basic' : 'digest', pair }
    : { is: 'header' };
}

/** `id:secret`, or `id secret` if there is no colon; any other text is already encoded. */
function pairIn(template: Template): Pair | undefined {
  return splitAt(template, /:/) ?? splitAt(template, /\s+/);
}

function splitAt(template: Template, sign: RegExp): Pair | undefined {
  const at = template.findIndex((part) => typeof part === 'string' && sign.test(part));
  const text = template[at];
  if (typeof text !== 'string') return undefined;
  const { index = 0, 0: found = '' } = sign.exec(text) ?? {};
  const full = (parts: Template) => parts.filter((part) => part !== '');
  return {
    id: full([...template.slice(0, at), text.slice(0, index)]),
    secret: full([text.slice(index + found.length), ...template.slice(at + 1)]),
  };
}

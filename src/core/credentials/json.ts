import { getNodeValue, parseTree, type Node, type ParseError } from 'jsonc-parser';
import type { ApplicationKind } from './credentials.ts';
import type { SyntaxExpectation } from '../failure.ts';
import { locatorOf, type Locate } from '../text/position.ts';
import {
  invalid,
  parsed,
  textOf,
  type CredentialFields,
  type Field,
  type Parsed,
} from './fields.ts';

type Head = 'web' | 'installed';

const heads = [
  { key: 'web', kind: 'group' },
  { key: 'installed', kind: 'user' },
] as const;

const knownKeys = [
  'client_id',
  'client_secret',
  'auth_uri',
  'token_uri',
  'redirect_uris',
  'scopes',
  'kind',
  'isogeo_type',
  'isogeo_staff',
];

/** Keyed by the parser's `ParseErrorCode`, whose names would need more space than this list. */
const expectations: Readonly<Partial<Record<ParseError['error'], SyntaxExpectation>>> = {
  3: 'property-name',
  4: 'value',
  5: 'colon',
  6: 'comma',
  7: 'closing-brace',
  8: 'closing-bracket',
  9: 'end-of-file',
  12: 'closing-quote',
};

/** The parser recurses at most once per open bracket; every real file has fewer. */
const mostBrackets = 1000;

export interface JsonFields {
  readonly fields: CredentialFields;
  /** Unknown keys, for the log; they are never an error. */
  readonly ignored: readonly string[];
}

/**
 * Reads a `client_secrets.json` in any of the shapes that Isogeo has delivered. Keys are looked up in
 * the syntax tree, never in an object, so `__proto__` is a key like any other.
 */
export function readJson(text: string, chosen?: string): Parsed<JsonFields> {
  if (text.split(/[[{]/, mostBrackets + 2).length > mostBrackets + 1) {
    return invalid({ kind: 'unknown-format' });
  }
  const locate = locatorOf(text);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const error = errors[0];
  if (error) {
    return invalid({
      kind: 'syntax',
      expected: expectations[error.error] ?? 'valid-character',
      position: locate(error.offset),
    });
  }
  if (!root) return invalid({ kind: 'empty' });
  const top = membersOf(locate, root, '');
  if (!top.ok) return top;

  const present = heads.filter(({ key }) => top.value.has(key));
  const wanted = chosen === undefined ? present : present.filter(({ key }) => key === chosen);
  if (wanted.length === 2) return invalid({ kind: 'several-applications', applications: heads });
  const head = wanted[0]?.key;
  const node = head && top.value.get(head)?.node;
  if (!head || !node) return invalid({ kind: 'missing-head' });

  const members = membersOf(locate, node, head);
  if (!members.ok) return members;
  const get = (key: string): Field | undefined => members.value.get(key)?.field;
  const kind = kindOf(head, get);
  if (!kind.ok) return kind;

  const name = (key: string) => `${head}.${key}`;
  return parsed({
    fields: {
      kind: kind.value,
      clientId: get('client_id'),
      clientSecret: get('client_secret'),
      tokenUri: get('token_uri'),
      authUri: get('auth_uri'),
      redirectUris: get('redirect_uris'),
      scopes: get('scopes'),
      names: {
        clientId: name('client_id'),
        clientSecret: name('client_secret'),
        tokenUri: name('token_uri'),
        authUri: name('auth_uri'),
        redirectUris: name('redirect_uris'),
      },
      position: locate(node.offset),
    },
    ignored: [
      ...[...top.value.keys()].filter((key) => key !== 'web' && key !== 'installed'),
      ...[...members.value.keys()].filter((key) => !knownKeys.includes(key)).map(name),
    ],
  });
}

interface Member {
  readonly node: Node;
  readonly field: Field;
}

function membersOf(locate: Locate, node: Node, path: string): Parsed<ReadonlyMap<string, Member>> {
  if (node.type !== 'object') {
    const position = locate(node.offset);
    return invalid({ kind: 'wrong-type', key: path, expected: 'object', position });
  }
  const members = new Map<string, Member>();
  for (const property of node.children ?? []) {
    const [keyNode, valueNode] = property.children ?? [];
    if (!keyNode || !valueNode) continue;
    const key = String(keyNode.value);
    const fullKey = path === '' ? key : `${path}.${key}`;
    if (members.has(key)) {
      // Parsers disagree on which of two equal keys wins, so a duplicate is refused.
      const position = locate(keyNode.offset);
      return invalid({ kind: 'duplicate', key: fullKey, position });
    }
    const value: unknown = getNodeValue(valueNode);
    const position = locate(valueNode.offset);
    members.set(key, { node: valueNode, field: { key: fullKey, value, position } });
  }
  return parsed(members);
}

/**
 * `installed` is a user application. The SDK reads `web` as a group application only; here
 * `isogeo_type` decides, else the redirect URIs, which a group application doesn't need [inferred].
 */
function kindOf(head: Head, get: (key: string) => Field | undefined): Parsed<ApplicationKind> {
  if (head === 'installed') return parsed('user');
  const typeField = get('isogeo_type');
  if (typeField) {
    const type = textOf(typeField);
    if (!type.ok) return type;
    if (type.value === 'group') return parsed('group');
    if (type.value === 'user') {
      return parsed(get('kind')?.value === 'confidential' ? 'user' : 'public');
    }
    const { key, position } = typeField;
    return invalid({ kind: 'bad-value', key, fault: 'unknown-kind', position });
  }
  const redirectUris = get('redirect_uris')?.value;
  return parsed(Array.isArray(redirectUris) && redirectUris.length > 0 ? 'public' : 'group');
}

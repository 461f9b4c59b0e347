import type { ApplicationKind } from './credentials.ts';
import { readJsonTree, type JsonNode } from '../text/jsonText.ts';
import { locatorOf, type Locate } from '../text/position.ts';
import { textOfField, type CredentialFields, type Field, type Parsed } from './fields.ts';
import { failed, success } from '../result.ts';

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

/**
 * Reads a `client_secrets.json` in any of the shapes that Isogeo has delivered. Keys are looked up in
 * the syntax tree, never in an object, so `__proto__` is a key like any other.
 */
export function readJson(text: string, chosen?: string): Parsed<CredentialFields> {
  const locate = locatorOf(text);
  const read = readJsonTree(text);
  if (!read.ok) {
    const { expected, offset } = read.failure;
    return failed({ kind: 'syntax', expected, position: locate(offset) });
  }
  const membersOf = membersIn(text, locate);
  const top = membersOf(read.value, '');
  if (!top.ok) return top;

  const present = heads.filter(({ key }) => top.value.has(key));
  const wanted = chosen === undefined ? present : present.filter(({ key }) => key === chosen);
  if (wanted.length === 2) return failed({ kind: 'several-applications', applications: heads });
  const head = wanted[0]?.key;
  const node = head && top.value.get(head)?.node;
  if (!head || !node) return failed({ kind: 'missing-head' });

  const members = membersOf(node, head);
  if (!members.ok) return members;
  const get = (key: string): Field | undefined => members.value.get(key)?.field;
  const kind = kindOf(head, get);
  if (!kind.ok) return kind;

  const name = (key: string) => `${head}.${key}`;
  return success({
    kind: kind.value,
    field: get,
    nameOf: name,
    position: locate(node.offset),
    ignored: [
      ...[...top.value.keys()].filter((key) => key !== 'web' && key !== 'installed'),
      ...[...members.value.keys()].filter((key) => !knownKeys.includes(key)).map(name),
    ],
  });
}

interface Member {
  readonly node: JsonNode;
  readonly field: Field;
}

function membersIn(text: string, locate: Locate) {
  return (node: JsonNode, path: string): Parsed<ReadonlyMap<string, Member>> => {
    if (!node.members) {
      const position = locate(node.offset);
      return failed({ kind: 'wrong-type', key: path, expected: 'object', position });
    }
    const members = new Map<string, Member>();
    for (const { key, offset, value: found } of node.members) {
      const fullKey = path === '' ? key : `${path}.${key}`;
      if (members.has(key)) {
        // Parsers disagree on which of two equal keys wins, so a file with a secret is refused.
        return failed({ kind: 'duplicate', key: fullKey, position: locate(offset) });
      }
      const value: unknown = JSON.parse(text.slice(found.offset, found.end));
      members.set(key, {
        node: found,
        field: { key: fullKey, value, position: locate(found.offset) },
      });
    }
    return success(members);
  };
}

/**
 * `installed` is a user application. The SDK reads `web` as a group application only; here
 * `isogeo_type` decides, else the redirect URIs, which a group application doesn't need [inferred].
 */
function kindOf(head: Head, get: (key: string) => Field | undefined): Parsed<ApplicationKind> {
  if (head === 'installed') return success('user');
  const typeField = get('isogeo_type');
  if (typeField) {
    const type = textOfField(typeField);
    if (!type.ok) return type;
    if (type.value === 'group') return success('group');
    if (type.value === 'user') {
      return success(get('kind')?.value === 'confidential' ? 'user' : 'public');
    }
    const { key, position } = typeField;
    return failed({ kind: 'bad-value', key, fault: 'unknown-type', position });
  }
  const redirectUris = get('redirect_uris')?.value;
  return success(Array.isArray(redirectUris) && redirectUris.length > 0 ? 'public' : 'group');
}

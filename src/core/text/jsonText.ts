import type { SyntaxExpectation } from '../failure.ts';
import { failed, success, type Result } from '../result.ts';

/** A value in a JSON text, from its first character up to `end`. Only an object has members. */
export interface JsonNode {
  readonly offset: number;
  readonly end: number;
  readonly members?: readonly JsonMember[];
}

interface JsonMember {
  readonly key: string;
  readonly offset: number;
  readonly value: JsonNode;
}

export interface JsonFault {
  readonly expected: SyntaxExpectation;
  readonly offset: number;
}

/** An object or array that isn't closed yet. */
interface Open {
  readonly offset: number;
  readonly members?: JsonMember[];
  key?: Pick<JsonMember, 'key' | 'offset'>;
}

/** A punctuation mark, a string, a number or a literal after white space; else nothing. */
const token =
  /[ \t\r\n]*([{}[\],:]|"(?:[^"\\\0-\x1f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null|)/y;
const unclosedString = /"(?:[^"\\\r\n]|\\[^\r\n])*\\?(?:[\r\n]|$)/y;

type State =
  'value' | 'firstItem' | 'nextItem' | 'firstKey' | 'key' | 'colon' | 'nextMember' | 'end';

/** The first characters of the parts that may come next, with `0` for any number or literal, and their name. */
type Expectation = readonly [
  accepts: string,
  expected: SyntaxExpectation,
  atEnd?: SyntaxExpectation,
];

const states: Readonly<Record<State, Expectation>> = {
  value: ['{["0', 'value'],
  firstItem: ['{["0]', 'value', 'closing-bracket'],
  nextItem: [',]', 'comma', 'closing-bracket'],
  firstKey: ['"}', 'property-name', 'closing-brace'],
  key: ['"', 'property-name'],
  colon: [':', 'colon'],
  nextMember: [',}', 'comma', 'closing-brace'],
  end: ['', 'end-of-file'],
};

/**
 * Reads a JSON text (RFC 8259) and tells where its keys and values are. Nesting has no limit, because
 * nothing recurses. `JSON.parse` tells neither the place of a key nor which keys are duplicates.
 */
export function readJsonTree(text: string): Result<JsonNode, JsonFault> {
  const open: Open[] = [];
  let state = 'value' as State;
  let root: JsonNode = { offset: 0, end: 0 };
  const close = (node: JsonNode): void => {
    const parent = open.at(-1);
    if (parent?.key) parent.members?.push({ ...parent.key, value: node });
    else if (!parent) root = node;
    state = parent ? (parent.members ? 'nextMember' : 'nextItem') : 'end';
  };
  for (let end = 0; ;) {
    const found = matchAt(token, text, end)?.[1] ?? '';
    end = token.lastIndex;
    const offset = end - found.length;
    const [accepts, expected, atEnd = expected] = states[state];
    if (found === '') {
      if (offset < text.length) {
        const isUnclosed = matchAt(unclosedString, text, offset) !== null;
        return failed({ expected: isUnclosed ? 'closing-quote' : 'valid-character', offset });
      }
      return state === 'end' ? success(root) : failed({ expected: atEnd, offset });
    }
    const mark = /[{}[\],:"]/.test(found.charAt(0)) ? found.charAt(0) : '0';
    if (!accepts.includes(mark)) return failed({ expected, offset });
    const parent = open.at(-1);
    if (mark === '{' || mark === '[') {
      open.push(mark === '{' ? { offset, members: [] } : { offset });
      state = mark === '{' ? 'firstKey' : 'firstItem';
    } else if (mark === ':') state = 'value';
    else if (mark === ',') state = parent?.members ? 'key' : 'value';
    else if (mark === '}' || mark === ']') {
      open.pop();
      close({ offset: 0, ...parent, end });
    } else if (parent && accepts.startsWith('"')) {
      parent.key = { key: JSON.parse(found) as string, offset };
      state = 'colon';
    } else close({ offset, end });
  }
}

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

/**
 * The possible forms of a line in a request file. docs/http-files.md has the grammar, and every pattern takes
 * linear time.
 */

export const separator = /^\s*#{3,}/;
export const comment = /^\s*(#|\/\/)/;
export const directive = /^\s*(?:#+|\/{2,})\s*@([\w-]+)(?:\s+(\S.*)?)?$/;

const definition = /^\s*@([^\s=:]+)\s*:?=(.*)/s;

/** The parts of a line `@name = value`; httpYac also writes `@name := value`. */
export function definitionIn(text: string): [name: string, value: string] | undefined {
  if (!text.includes('@')) return undefined;
  const [, name = '', value] = definition.exec(text) ?? [];
  return value === undefined ? undefined : [name, value.trim()];
}

/** The status line of a response that is kept below its request. */
export const response = /^\s*HTTP\/\S+\s+[1-5]\d\d(\s|$)/;

const methods =
  'GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|CONNECT|TRACE|PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|' +
  'CHECKOUT|CHECKIN|REPORT|MERGE|MKACTIVITY|MKWORKSPACE|VERSION-CONTROL|BASELINE-CONTROL|MKCALENDAR|' +
  'ACL|SEARCH|GRAPHQL';
/** Keywords of httpYac's other protocols, which aren't HTTP. */
const protocols = 'WS|WSS|WEBSOCKET|SSE|EVENTSOURCE|GRPC|MQTT|MQTTS|AMQP|RABBITMQ';

const knownMethod = new RegExp(`^(${methods})\\s+(?=\\S)`, 'i');
const otherProtocol = new RegExp(`^(${protocols})\\s+(?=\\S)`, 'i');
const anyMethod = /^[A-Za-z][A-Za-z-]*\s+(?=\S)/;

/**
 * A body line that may be a separator, a comment, a script, a request or a header. All other body lines are
 * plain text.
 */
export const remarkable =
  /^\s*(?:$|[#/@?{<>-]|https?:|HTTP\/|eyJ|(?:curl|bearer)\s|(?:(?:proxy-)?authorization|cookie|x-api-key)\s*:|[a-z-]{2,20}\s+(?:[/{[]|localhost|\S*(?:\.|:\/)))/i;

/** A header in its usual form. No other kind of line has this form. */
export const usualHeader = /^(?!https?:)[a-z][\w-]*:/i;

/** A target in a request line: an address, a path or a variable. */
const address = /^([a-z][\w+.-]*:\/\/|\/|\{\{)/i;
export const hostLike =
  /^([\w\xa1-\uffff][\w.\xa1-\uffff-]*\.[\w\xa1-\uffff-]+|localhost|\[[\w.]*:[\w:.]*\])(:\d+)?([/?#]|$)/;

function looksLikeTarget(text: string): boolean {
  const target = withoutVersion(text);
  return address.test(target) || (!/\s/.test(target) && hostLike.test(target));
}

/** Method and target of a request line. REST Client and httpYac read a target without a method as a GET. */
export function requestLine(text: string): { readonly method: string; readonly target: string } {
  const line = withoutVersion(text.trim());
  const [head = '', method] = knownMethod.exec(line) ?? [];
  return method === undefined
    ? { method: 'GET', target: line }
    : { method: method.toUpperCase(), target: line.slice(head.length) };
}

/** Why a first line isn't a request line that can be copied; `undefined` if it is. */
export function faultIn(
  text: string,
): 'curl' | 'protocol' | 'method' | 'scheme' | 'address' | undefined {
  const line = text.trim();
  const { target } = requestLine(line);
  if (/^(https?:\/\/|\/(?!\*)|\{\{)/i.test(target)) return undefined;
  if (/^curl\s/i.test(line)) return 'curl';
  if (
    otherProtocol.test(line) ||
    /^([a-z][\w+.-]*:\/\/|(wss?|grpc|mqtts?|amqps?|ftp|file):)/i.test(target)
  )
    return 'protocol';
  const [head = ''] = anyMethod.exec(line) ?? [];
  if (head !== '' && target === withoutVersion(line) && looksLikeTarget(line.slice(head.length)))
    return 'method';
  return hostLike.test(target) ? 'scheme' : 'address';
}

/** Whether the line begins another request inside a body, with an upper-case method before an address. */
export function beginsRequest(text: string): boolean {
  const line = text.trimStart();
  const [head = '', method = ''] = knownMethod.exec(line) ?? otherProtocol.exec(line) ?? [];
  return head !== '' && method === method.toUpperCase() && looksLikeTarget(line.slice(head.length));
}

/** Whether the line looks like a request line with a wrong case or an unknown method. A body that contains one is refused. */
export function mayBeginRequest(text: string): boolean {
  const line = text.trim();
  const [head = ''] =
    knownMethod.exec(line) ?? otherProtocol.exec(line) ?? /^[A-Z]{3,20}\s+/.exec(line) ?? [];
  const target = line.slice(head.length);
  return head !== '' && address.test(target) && !target.startsWith('/');
}

/** Whether the line looks like a request line, with or without a method, or like a curl command. */
export function resemblesRequest(text: string): boolean {
  const line = text.trim();
  const fault = faultIn(line);
  if (line.startsWith('{{')) return /^\{\{[^}]*\}\}[/?]/.test(line);
  if (fault === 'method') return /^[A-Z]{3,20}\s/.test(line);
  // A word with a dot may be a number or the name of a file.
  return fault === 'scheme' ? /[/:?\s]/.test(line) : fault !== 'address';
}

/** Removes the HTTP version and the text after it, as REST Client and httpYac do. */
export function withoutVersion(line: string): string {
  const at = line.search(/\sHTTP\//i);
  return (at < 0 ? line : line.slice(0, at)).trimEnd();
}

/** Field names: RFC 9110 §5.6.2. An address isn't a header. httpYac drops a comma at the end of the line. */
const header = /^\s*(?![a-z]\w*:\/\/)([!#$%&'*+.^_`|~\w-]+)\s*:(.*)/is;

export function headerIn(text: string): [name: string, value: string] | undefined {
  const [, name = '', value] = header.exec(text) ?? [];
  return value === undefined ? undefined : [name, value.trim()];
}

export function withoutComma(value: string): string {
  return value.endsWith(',') ? value.slice(0, -1).trimEnd() : value;
}

/** Credentials, which are never a part of a body: a header, also in a curl command, or a bearer token alone. */
export const credentials =
  /^\s*((curl\s.*?)?(-\w*H|--header)[\s=]*["']?)?((proxy-)?authorization|cookie|x-api-key)\s*:|^\s*curl\s(.*\s)?(-\w*[bu]|--(user|cookie|oauth2-bearer))\b|^\s*bearer\s+(\S+|\{\{.*\}\})\s*$/i;

/** A JSON Web Token alone. A body may consist of one, if its type says so. */
export const webToken = /^\s*eyJ[\w-]+\.[\w-]+\.[\w-]*\s*$/;

export const fileReference = /^<(@\w*)?\s+\S/;

/** Instructions for the answer: its file, a comparison, or a script. */
export const forAnswer = /^\s*(>>!?\s+\S|<>\s+\S|>\s+\S+\.[cm]?js\s*$)/;

const predicates =
  'endsWith|\\$=|exists|==|!=|>=?|<=?|includes|contains|isArray|isBoolean|isNumber|isString|isFalse|' +
  'matches|startsWith|\\^=|sha256|sha512|md5';
/** httpYac's checks of an answer. */
export const check = new RegExp(`^\\s*\\?\\?\\s*\\S.*?(${predicates})`, 'i');

/** Two braces with httpYac's marks and the event that runs the script. */
const scriptHead =
  /^\{\{(?:(?:@js\s+)?[@+]\s*|@js\s+|\s*)(?:request|streaming|response|after|responseLogging)?$/i;

/** A script that begins on this line, and the pattern of its end; `undefined` if it ends on the same line. */
export function scriptStart(text: string): { readonly end?: RegExp } | undefined {
  const line = text.trim();
  if (scriptHead.test(line)) {
    return { end: /^\s*\}\}\s*$/ };
  }
  if (!/^[<>]\s*\{%/.test(line)) return undefined;
  return line.endsWith('%}') ? {} : { end: /%\}\s*$/ };
}

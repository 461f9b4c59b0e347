import { readAside } from './asides.ts';
import {
  credentials,
  faultIn,
  fileReference,
  forAnswer,
  headerIn,
  hostLike,
  mayBeginRequest,
  remarkable,
  requestLine,
  resemblesRequest,
  response,
  separator,
  usualHeader,
  webToken,
  withoutVersion,
} from './lines.ts';
import type { LineReason } from './refusal.ts';
import type { Section } from './section.ts';
import { SectionState } from './sectionState.ts';
import type { Steps } from './steps.ts';

const linesOfStep = 100;

/**
 * Parses the section that begins on the line, by the rules of docs/http-files.md, up to the next separator or
 * request. The result depends on the section's lines and on the one after them.
 */
export function* readSection(lines: readonly string[], from: number): Steps<Section> {
  const state = new SectionState(lines, from);
  if (separator.test(state.textAt(0) ?? '')) state.push('separator');
  for (let read = 1; ; read += 1) {
    if (read % linesOfStep === 0) yield;
    const text = state.textAt(state.at);
    if (text === undefined) return state.finished();
    if (state.isInBody && !hasUnlikelyBody(state) && !remarkable.test(text)) state.pushBody(text);
    else if (state.phase === 'head' && usualHeader.test(text)) readHead(state, text);
    else if (state.endsBefore(text)) return state.finished();
    else readLine(state, text);
  }
}

function readLine(state: SectionState, text: string): void {
  if (state.phase === 'response') state.push('response');
  else if (text.trim() === '') readBlank(state, text);
  else if (readAside(state, text)) return;
  else if (state.phase === 'before') readFirst(state, text);
  else if (state.phase === 'head') readHead(state, text);
  else if (state.phase === 'body') readBodyLine(state, text);
  else state.refuse('text-after-definition');
}

function readBlank(state: SectionState, text: string): void {
  if (state.phase === 'head') state.phase = 'body';
  if (state.isInBody) state.hold(text);
  else state.push('blank');
}

function readFirst(state: SectionState, text: string): void {
  if (response.test(text)) {
    state.phase = 'response';
    state.push('response');
    return;
  }
  state.begin();
  const { method, target } = requestLine(text);
  Object.assign(state, { method, url: target, phase: 'head' });
  const fault = faultIn(text);
  if (fault) state.refuse(fault);
  else state.push('target');
}

function readHead(state: SectionState, text: string): void {
  const isIndented = /^\s/.test(text);
  const isValue = isIndented && isBelowName(state) && hostLike.test(text.trim());
  const header = isValue ? undefined : headerIn(text);
  if (continuesTarget(state, text, isIndented, header !== undefined)) {
    state.url += withoutVersion(text.trim());
    state.push('target');
  } else if (header) {
    const [name, value] = header;
    state.headers.push({ name, value, line: state.at });
    state.push('header');
  } else if (isIndented && continuesHeader(state, text)) {
    state.push('header');
  } else if (forAnswer.test(text) || bodyStart.test(text)) {
    // The line is read again, as the first line of the body.
    state.phase = 'body';
  } else state.refuse('header');
}

function continuesTarget(
  { url, headers }: SectionState,
  text: string,
  isIndented: boolean,
  isHeader: boolean,
): boolean {
  if (/^\s*([?&]|\/(?![/*]))/.test(text)) return true;
  if (headers.length > 0) return false;
  if (/[?&]$/.test(url)) return isIndented || !isHeader;
  return isIndented && !isHeader && /[/=,]$/.test(url);
}

/** A body in one of the usual formats doesn’t require an empty line before it, as in httpYac. */
const bodyStart = /^\s*(\{(?!\{)|["[<])/;

/** Whether the line above has only the name of a header, so that its value may follow. */
function isBelowName({ headers, lastRole }: SectionState): boolean {
  return lastRole === 'header' && headers.at(-1)?.value === '';
}

/** An indented line continues the header above (RFC 9112 §5.2), unless it looks like a body. */
function continuesHeader(state: SectionState, text: string): boolean {
  const { headers } = state;
  const last = headers.at(-1);
  if (!last || state.lastRole !== 'header') return false;
  const isQuoted = isBelowName(state) && /^\s*"/.test(text);
  // The line above, since reading the end of a long value joins it each time.
  const above = state.textAt(state.at - 1)?.trimEnd() ?? '';
  if (bodyStart.test(text) && !isQuoted && !/[,;]$/.test(above)) return false;
  const start = last.value && `${last.value} `;
  headers[headers.length - 1] = { ...last, value: start + text.trim() };
  return true;
}

function readBodyLine(state: SectionState, text: string): void {
  const fault = faultInBody(state, text);
  if (fault) state.refuse(fault);
  else if (isKeptResponse(state, text)) {
    state.phase = 'response';
    state.push('response');
  } else if (forAnswer.test(text)) state.hold(text);
  else state.pushBody(text);
}

/** Methods that rarely have a body: a line that looks like a header or an address probably is one. */
const withoutBody = /^(GET|HEAD|OPTIONS|TRACE|CONNECT|DELETE)$/;

function hasUnlikelyBody({ type, method }: SectionState): boolean {
  return type === '' && withoutBody.test(method);
}

function faultInBody(state: SectionState, text: string): LineReason | undefined {
  if (credentials.test(text) || (state.type === '' && webToken.test(text)))
    return /^\s*curl/i.test(text) ? 'request-in-body' : 'header-in-body';
  if (fileReference.test(text)) return 'file-body';
  if (!state.isForced && mayBeginRequest(text)) return 'request-in-body';
  if (!hasUnlikelyBody(state)) return undefined;
  // Text right below another line of the body is probably a part of it.
  const isBelowText = state.lastRole === 'body' && state.textAt(state.at - 1)?.trim() !== '';
  if (state.hasBody && isBelowText) return undefined;
  if (resemblesRequest(text)) return 'request-in-body';
  return !state.hasBody && headerIn(text) ? 'header-in-body' : undefined;
}

/** Whether a saved response begins at the line. A body may contain the same first line. */
function isKeptResponse(state: SectionState, text: string): boolean {
  if (!response.test(text)) return false;
  const [before, next] = [state.textAt(state.at - 1) ?? '', state.textAt(state.at + 1) ?? ''];
  const isHead = next.trim() === '' || /^[\w-]+:/.test(next) || separator.test(next);
  return before.trim() === '' && isHead;
}

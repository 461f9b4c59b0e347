import { comment, definitionIn, directive, isCheck, scriptStart } from './lines.ts';
import type { SectionState } from './sectionState.ts';

/** What may stand anywhere in a section: comments, definitions, scripts and checks. */
export function readAside(state: SectionState, text: string): boolean {
  if (comment.test(text) && !(state.isMarkdown && text.trimStart().startsWith('#'))) {
    readDirective(state, text);
    state.push('comment');
    return true;
  }
  if (readBlockComment(state, text)) return true;
  const definition = definitionIn(text);
  if (definition) {
    const [name, value] = definition;
    state.definitions.push({ name, value, line: state.at });
    state.push('definition');
    if (state.phase !== 'before') state.phase = 'after';
    return true;
  }
  if (!isCheck(text)) return readScript(state, text);
  state.push('script');
  endHead(state);
  return true;
}

/** No header follows a script or a check. */
function endHead(state: SectionState): void {
  if (state.phase === 'head') state.phase = 'body';
}

function readDirective(state: SectionState, text: string): void {
  const [, key = '', value = ''] = directive.exec(text) ?? [];
  if (key === 'prompt') state.prompts.push(value.trim().split(/\s/, 1)[0] ?? '');
  if (/^force-?region-?delimiter$/i.test(key)) state.onlySeparators = true;
}

/** In a body only where both signs have a line of their own, as httpYac has it. */
function readBlockComment(state: SectionState, text: string): boolean {
  const line = text.trim();
  if (!line.startsWith('/*')) return false;
  if (state.phase === 'body') {
    return line === '/*' && state.takeTo(/^\s*\*\/\s*$/, 'comment', true);
  }
  if (line.length > 3 && line.endsWith('*/')) state.push('comment');
  else if (line.includes('*/', 2)) return false;
  else if (!state.takeTo(/\*\/\s*$/, 'comment', false)) state.refuseRest('unclosed');
  return true;
}

function readScript(state: SectionState, text: string): boolean {
  const script = scriptStart(text);
  if (!script) return false;
  if (text.trimStart().startsWith('<') && state.phase !== 'before') {
    state.refuse('misplaced-script');
    return true;
  }
  const { end } = script;
  if (!end) state.push('script');
  else if (!state.takeTo(end, 'script', true)) {
    // In a body, two braces that nothing closes are text.
    if (state.phase === 'body' && text.trimStart().startsWith('{{')) return false;
    // What looks like a request below may be part of the script.
    if (state.phase === 'before') state.onlySeparators = true;
    state.begin();
    state.refuse('unclosed');
    return true;
  }
  endHead(state);
  return true;
}

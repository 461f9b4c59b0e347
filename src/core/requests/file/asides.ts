import { check, comment, definitionIn, directive, scriptStart } from './lines.ts';
import type { SectionState } from './sectionState.ts';

/** Reads a comment, definition, script or check, which may be anywhere in a section. */
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
  if (!check.test(text)) return readScript(state, text);
  state.push('script');
  endHead(state);
  return true;
}

/** Headers can't follow a script or a check. */
function endHead(state: SectionState): void {
  if (state.phase === 'head') state.phase = 'body';
}

function readDirective(state: SectionState, text: string): void {
  const [, key = '', value = ''] = directive.exec(text) ?? [];
  if (key === 'prompt') state.prompts.push(value.split(/\s/, 1)[0] ?? '');
  if (/^force-?region-?delimiter$/i.test(key)) state.onlySeparators = true;
}

/** In a body, both marks of a block comment must have lines of their own, as in httpYac. */
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
    // In a body, unclosed braces are text.
    if (state.phase === 'body' && text.trimStart().startsWith('{{')) return false;
    // A line below that looks like a request may be part of the script.
    if (state.phase === 'before') state.onlySeparators = true;
    state.begin();
    state.refuse('unclosed');
    return true;
  }
  endHead(state);
  return true;
}

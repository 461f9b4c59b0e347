import type { Steps } from '../../core/requests/file/steps.ts';

/** How long work may keep the extension host busy. Every keystroke waits for it. */
const longestMs = 2;

/** Does the work in slices. The events of the editor run between them. */
export async function inSlices<Value>(steps: Steps<Value>): Promise<Value> {
  let until = performance.now() + longestMs;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() < until) continue;
    await new Promise(setImmediate);
    until = performance.now() + longestMs;
  }
}

/** Work in steps. The editor's events may run between two steps. */
export type Steps<Value> = Generator<void, Value, void>;

/** Runs all steps at once, and returns the result. */
export function finished<Value>(steps: Steps<Value>): Value {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

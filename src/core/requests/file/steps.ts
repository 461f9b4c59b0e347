/** Work in steps. Between two of them, something else may run. */
export type Steps<Value> = Generator<void, Value, void>;

/** All steps at once. */
export function finished<Value>(steps: Steps<Value>): Value {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

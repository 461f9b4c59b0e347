import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface PythonValue {
  readonly raw: string;
  /** Absent where the interpolation fails. */
  readonly value?: string;
  /** Whether the key is in the section itself and not only in `[DEFAULT]`. */
  readonly own: boolean;
}

type PythonSection = Readonly<Record<string, PythonValue>>;

/** The result of Python's configparser for a text. */
export interface PythonAnswer {
  readonly error: string | null;
  /** The sections that have the error; `null` is a place before the first one. */
  readonly in: readonly (string | null)[];
  /** Of a lenient parser where there is an error. */
  readonly sections: Readonly<Partial<Record<'auth' | 'isogeo', PythonSection>>>;
}

/** Texts that are sent before the first answer is read: few enough for the buffers of the pipes. */
const batchSize = 200;

/** Reads texts with one Python process, and gives each text with its answer, in order. */
export async function* readWithPython(
  python: string,
  texts: Iterable<string>,
): AsyncGenerator<readonly [text: string, answer: PythonAnswer]> {
  const script = join(import.meta.dirname, 'read_ini.py');
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const batch: string[] = [];
  async function* answered() {
    child.stdin.write(batch.map((text) => `${JSON.stringify(text)}\n`).join(''));
    for (const text of batch.splice(0)) {
      const line = await answers.next();
      assert.ok(line.done !== true, 'Python ended early.');
      yield [text, JSON.parse(line.value) as PythonAnswer] as const;
    }
  }
  try {
    for (const text of texts) {
      batch.push(text);
      if (batch.length === batchSize) yield* answered();
    }
    yield* answered();
  } finally {
    child.stdin.end();
    await ended;
  }
}

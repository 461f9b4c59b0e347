/** One window of `windows.ts`, a process of its own: copies the header once at the given moment. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startStubbed } from './stubVscode.ts';

/** Secrets as files, so that the windows share them: each value whole or not at all. */
class SharedSecrets extends Map<string, string> {
  readonly #folder: string;

  constructor(folder: string) {
    super();
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  override get(key: string): string | undefined {
    try {
      return readFileSync(this.#path(key), 'utf8');
    } catch {
      return undefined;
    }
  }

  override set(key: string, value: string): this {
    const partial = join(this.#folder, `partial-${process.pid}`);
    writeFileSync(partial, value);
    renameSync(partial, this.#path(key));
    return this;
  }

  override delete(key: string): boolean {
    rmSync(this.#path(key), { force: true });
    return true;
  }

  override keys(): MapIterator<string> {
    const names = readdirSync(this.#folder).filter((name) => !name.startsWith('partial-'));
    return new Set(names.map(decodeURIComponent)).values();
  }

  #path(key: string): string {
    return join(this.#folder, encodeURIComponent(key));
  }
}

const [folder = '', startsAt = '0'] = process.argv.slice(2);
const secrets = new SharedSecrets(join(folder, 'secrets'));
const saved = JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')) as [string, unknown][];
const extension = startStubbed(secrets, new Map(saved), join(folder, 'storage'));
await delay(Math.max(0, Number(startsAt) - Date.now()));
await extension.run('isogeo.copyBearerHeader');
if (extension.clipboardWrites() !== 1) throw new Error('The header was not copied.');
extension.dispose();

export function systemCache(name: string): string;
export function cacheDir(): string;
export function withNodeFirst(nodePath: string, env?: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
export function runNpm(args: string[], options: { cwd: string; nodePath?: string }): void;
export function withLock<T>(name: string, work: () => T | Promise<T>): Promise<T>;
export function cached(
  name: string,
  options: { what: string; install: (partialFolder: string) => void | Promise<void> },
): Promise<string>;
export function ensureNode(version: string): Promise<string>;
export function ensureNode24(): Promise<string>;

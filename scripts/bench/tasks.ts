export const ids = {
  own: 'isogeo.isogeo-api',
  github: 'vscode.github-authentication',
  microsoft: 'vscode.microsoft-authentication',
} as const;

/** The tasks of the companion in the extension host, one in each window. */
export interface Task {
  readonly kind: 'activation' | 'save' | 'copy' | 'authenticate' | 'list' | 'typing' | 'memory';
  readonly files?: readonly string[];
  readonly times?: number;
}

/** Series of measurements by name: milliseconds, moments since the epoch, or bytes. */
export type Series = Readonly<Record<string, readonly number[]>>;

export type Answer = { readonly series: Series } | { readonly error: string };

/** The environment variable with the folder of `task.json` and `answer.json`. */
export const folderVariable = 'ISOGEO_BENCH_FOLDER';

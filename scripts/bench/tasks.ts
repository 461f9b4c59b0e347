export const extensionIds = {
  own: 'isogeo.isogeo-api',
  empty: 'isogeo-tests.empty',
  github: 'vscode.github-authentication',
  microsoft: 'vscode.microsoft-authentication',
} as const;

/** What the bench asks of its companion in the extension host, one task a window. */
export type Task =
  | { readonly kind: 'activation'; readonly own: boolean }
  | { readonly kind: 'save'; readonly credentialsFiles: readonly string[] }
  | { readonly kind: 'copy'; readonly times: number }
  | { readonly kind: 'authenticate'; readonly times: number; readonly credentialsFile: string }
  | { readonly kind: 'renewal'; readonly callers: number }
  | { readonly kind: 'switch'; readonly times: number; readonly lines: number }
  | { readonly kind: 'memory'; readonly credentialsFile: string; readonly ownFirst: boolean };

export interface Activation {
  readonly id: string;
  /** As VS Code's own views have it, from the decision to load the code until that has happened. */
  readonly loadMs: number;
  readonly callMs: number;
}

export interface Results {
  readonly activation: {
    readonly activations: readonly Activation[];
    /** When the activation of the extension was over, in milliseconds since the epoch. */
    readonly activeAt: number;
  };
  readonly save: object;
  readonly copy: { readonly commandMs: readonly number[]; readonly bareMs: readonly number[] };
  readonly authenticate: {
    readonly commandMs: readonly number[];
    readonly bareMs: readonly number[];
    /** What the command cannot do without, and nothing else. */
    readonly leastMs: readonly number[];
  };
  readonly renewal: { readonly callMs: readonly number[] };
  /** Moments of the calls, milliseconds since the epoch; the page tells when the list stood there. */
  readonly switch: {
    readonly calledAt: readonly number[];
    readonly bareCalledAt: readonly number[];
  };
  /** Bytes of live objects that each step has added to those of the extension host. */
  readonly memory: {
    readonly emptyExtension: number;
    readonly activation: number;
    /** Activation included. */
    readonly mainJob: number;
    readonly extensionHost: number;
  };
}

/** In the environment of the extension host: the folder of `task.json` and `result.json`. */
export const folderVariable = 'ISOGEO_BENCH_FOLDER';

import { readFile, stat } from 'node:fs/promises';
import french from '../../../l10n/bundle.l10n.fr.json' with { type: 'json' };
import type { HandedUri } from '../../../src/core/signIn/redirect.ts';

/**
 * Replaces the module `vscode` in plain Node for sign-ins, notifications and credentials files: English
 * texts, input boxes, pickers and notifications that the test answers, a browser played by the test, and
 * files of this machine.
 */
type Listener = (value?: string) => void;

export class FakeInput {
  title = '';
  prompt = '';
  placeholder = '';
  value = '';
  validationMessage: string | { readonly message: string } | undefined;
  ignoreFocusOut = false;
  buttons: readonly unknown[] = [];
  isShown = false;
  isDisposed = false;
  readonly #listeners = new Map<string, Listener>();

  readonly onDidAccept = this.#event('accept');
  readonly onDidHide = this.#event('hide');
  readonly onDidChangeValue = this.#event('change');
  readonly onDidTriggerButton = this.#event('button');

  show(): void {
    this.isShown = true;
  }

  dispose(): void {
    this.isDisposed = true;
  }

  /** Replaces the text, and presses Enter. */
  enter(value: string): void {
    this.value = value;
    this.#listeners.get('change')?.(value);
    this.#listeners.get('accept')?.();
  }

  /** Presses Escape. */
  escape(): void {
    this.#listeners.get('hide')?.();
  }

  #event(name: string) {
    return (listener: Listener) => {
      this.#listeners.set(name, listener);
      return nothing;
    };
  }
}

/** A picker that chooses the line with the test's label, or is dismissed. */
class FakePick {
  selectedItems: readonly { readonly label: string }[] = [];
  #accept: Listener = () => undefined;
  #hide: Listener = () => undefined;

  set items(items: readonly { readonly label: string; readonly iconPath?: ThemeIcon }[]) {
    const labels = items.map(({ label, iconPath }) =>
      iconPath ? `$(${iconPath.id}) ${label}` : label,
    );
    shown.pickers.push(labels);
    const picked = shown.pick();
    this.selectedItems = items.filter((_, index) => labels[index] === picked);
    queueMicrotask(() => {
      if (this.selectedItems.length > 0) this.#accept();
      else this.#hide();
    });
  }

  onDidAccept(listener: Listener) {
    this.#accept = listener;
    return nothing;
  }

  onDidHide(listener: Listener) {
    this.#hide = listener;
    return nothing;
  }

  onDidTriggerButton = () => nothing;
  onDidTriggerItemButton = () => nothing;
  show = () => undefined;
  dispose = () => undefined;
}

interface Notification {
  readonly message: string;
  readonly actions: readonly unknown[];
}

interface FakeStatusBarItem {
  readonly text: string;
  readonly name: string;
  readonly backgroundColor: ThemeColor | undefined;
  readonly accessibilityInformation: { readonly label: string };
  readonly tooltip: MarkdownString;
}

interface OpenNotification extends Notification {
  /** `undefined` dismisses it. */
  readonly answer: (action: string | undefined) => void;
}

interface SessionProvider {
  readonly getSessions: (scopes: readonly string[] | undefined, options: object) => unknown;
}

const noLenses: (document: object) => Promise<readonly unknown[]> = () => Promise.resolve([]);

/** Everything shown since the test began. */
export const shown = {
  inputs: [] as FakeInput[],
  notifications: [] as Notification[],
  /** The action that is chosen in the next notifications. */
  choose: (): string | undefined => undefined,
  /** Waits for the next notification, which the test answers itself. */
  nextNotification(): Promise<OpenNotification> {
    const { promise, resolve } = Promise.withResolvers<OpenNotification>();
    shown.onNotification = resolve;
    return promise;
  },
  onNotification: undefined as ((open: OpenNotification) => void) | undefined,
  /** Opens an address of VS Code's own; `undefined` if nothing listens. */
  openUri: undefined as ((uri: HandedUri) => void) | undefined,
  /** The labels of each picker, with their icons. */
  pickers: [] as (readonly string[])[],
  /** The label that is chosen in the next pickers. */
  pick: (): string | undefined => undefined,
  /** Settles with the next address that a browser is sent to. */
  browser: Promise.withResolvers<string>(),
  statusBar: {} as FakeStatusBarItem,
  /** Each executed command, with its arguments. */
  commands: [] as (readonly unknown[])[],
  /** The settings that aren't at their default. */
  settings: new Map<string, unknown>(),
  /** The user's own values of settings that a workspace changes. */
  userSettings: new Map<string, unknown>(),
  /** The texts that the status bar shows for a moment. */
  passing: [] as string[],
  /** Whether the user trusts the workspace. */
  isTrusted: true,
  /** The window comes to the front. */
  focus: (): void => undefined,
  /** The content of the clipboard. */
  clipboard: '',
  /** The lenses above the requests of a file. */
  lensesOf: noLenses,
  /** The accounts for other extensions. */
  provider: undefined as SessionProvider | undefined,
  /** Settings have changed. */
  changeSettings: (): void => undefined,
  /** The commands that are registered. */
  handlers: new Map<string, (argument?: unknown) => unknown>(),
  /** The names of everything that is registered, listened to or shown, until it is disposed of. */
  open: [] as string[],
  reset(): void {
    this.inputs = [];
    this.notifications = [];
    this.pickers = [];
    this.commands = [];
    this.settings.clear();
    this.userSettings.clear();
    this.passing = [];
    this.choose = () => undefined;
    this.pick = () => undefined;
    this.clipboard = '';
    this.onNotification = undefined;
    this.browser = Promise.withResolvers();
    this.isTrusted = true;
    env.uiKind = UIKind.Web;
    this.changeSettings = () => undefined;
    this.lensesOf = noLenses;
  },
};

function notification(message: string, ...actions: readonly unknown[]): Promise<unknown> {
  shown.notifications.push({ message, actions });
  const { onNotification } = shown;
  shown.onNotification = undefined;
  if (onNotification) {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    onNotification({ message, actions, answer: resolve });
    return promise;
  }
  const chosen = shown.choose();
  return Promise.resolve(actions.find((action) => action === chosen));
}

export const StatusBarAlignment = { Right: 2 } as const;

export class ThemeColor {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

export class MarkdownString {
  readonly value: string;
  isTrusted: { readonly enabledCommands: readonly string[] } | undefined;

  constructor(value: string) {
    this.value = value;
  }
}

export const commands = {
  registerCommand(id: string, handler: (argument?: unknown) => unknown) {
    shown.handlers.set(id, handler);
    return opened(`command ${id}`);
  },
  executeCommand(...command: readonly unknown[]): Promise<void> {
    shown.commands.push(command);
    return Promise.resolve();
  },
};

const nothing = { dispose: () => undefined };

/** Counts as open until it is disposed of. */
function opened<T extends object>(name: string, parts?: T): T & { dispose(): void } {
  shown.open.push(name);
  let isOpen = true;
  const dispose = () => {
    if (isOpen) shown.open.splice(shown.open.indexOf(name), 1);
    isOpen = false;
  };
  return Object.assign(parts ?? ({} as T), { dispose });
}

export const window = {
  createOutputChannel: () =>
    opened('log', { info: () => undefined, warn: () => undefined, error: () => undefined }),
  createStatusBarItem() {
    const item = opened('status bar item', { show: () => undefined });
    shown.statusBar = item as unknown as FakeStatusBarItem;
    return item;
  },
  visibleTextEditors: [],
  onDidChangeTextEditorVisibleRanges: () => opened('visible ranges'),
  onDidChangeWindowState(listener: (state: { readonly focused: boolean }) => unknown) {
    shown.focus = () => void listener({ focused: true });
    return opened('window state');
  },
  withProgress: (_options: object, work: (...given: readonly object[]) => unknown) =>
    work({ report: () => undefined }, { onCancellationRequested: () => nothing }),
  createInputBox(): FakeInput {
    const input = new FakeInput();
    shown.inputs.push(input);
    return input;
  },
  createQuickPick: () => new FakePick(),
  createTerminal: () => ({ show: () => undefined }),
  registerUriHandler({ handleUri }: { readonly handleUri: (uri: HandedUri) => void }) {
    shown.openUri = handleUri;
    const registration = opened('URI handler');
    return {
      dispose() {
        shown.openUri = undefined;
        registration.dispose();
      },
    };
  },
  showOpenDialog: (): Promise<unknown> => Promise.resolve(undefined),
  showInformationMessage: notification,
  showWarningMessage: notification,
  showErrorMessage: notification,
  setStatusBarMessage(message: string) {
    shown.passing.push(message);
    return nothing;
  },
  state: { focused: true },
};

export const version = '1.105.0';

export const InputBoxValidationSeverity = { Info: 1, Warning: 2, Error: 3 } as const;

export const QuickInputButtons = { Back: {} } as const;

export const UIKind = { Desktop: 1, Web: 2 } as const;

export const env = {
  uiKind: UIKind.Web as 1 | 2,
  appName: 'Visual Studio Code',
  uriScheme: 'vscode',
  language: 'en',
  clipboard: {
    readText: () => Promise.resolve(shown.clipboard),
    writeText(text: string) {
      shown.clipboard = text;
      return Promise.resolve();
    },
  },
  openExternal(address: string): Promise<boolean> {
    shown.browser.resolve(address);
    return Promise.resolve(true);
  },
};

export class ThemeIcon {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

let translations: Readonly<Record<string, string>> = {};

export const l10n = {
  t: (text: string, ...values: readonly (string | number)[]): string =>
    (translations[text] ?? text).replace(/\{(\d+)\}/g, (whole, index: string) =>
      String(values[Number(index)] ?? whole),
    ),
};

/** Runs something in a French VS Code. */
export async function inFrench<T>(act: () => Promise<T>): Promise<T> {
  translations = french;
  try {
    return await act();
  } finally {
    translations = {};
  }
}

export const FileType = { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 } as const;

export const ConfigurationTarget = { Global: 1 } as const;

export class Uri {
  readonly scheme: string;
  readonly path: string;
  readonly fsPath: string;

  constructor(scheme: string, path: string) {
    this.scheme = scheme;
    this.path = path;
    this.fsPath = path;
  }

  static file = (path: string) => new Uri('file', path);
  static from = (parts: object) => parts;
  static joinPath = ({ path }: { readonly path: string }, ...rest: readonly string[]) =>
    Uri.file([path, ...rest].join('/'));

  static parse = (address: string) => {
    const [scheme = '', path = ''] = address.split(/:(.*)/s);
    return new Uri(scheme, path);
  };

  toString(): string {
    return `${this.scheme}:${this.path}`;
  }
}

export class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => unknown>();

  event = (listener: (value: T) => unknown) => {
    this.#listeners.add(listener);
    const registration = opened('event listener');
    return {
      dispose: () => {
        this.#listeners.delete(listener);
        registration.dispose();
      },
    };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

export class Disposable {
  readonly dispose: () => void;

  constructor(dispose: () => void) {
    this.dispose = dispose;
  }

  static from(...parts: readonly { dispose(): void }[]): Disposable {
    return new Disposable(() => {
      for (const part of parts) part.dispose();
    });
  }
}

export const CodeActionKind = { QuickFix: 'quickfix' } as const;

export const DiagnosticSeverity = { Error: 0, Warning: 1, Information: 2, Hint: 3 } as const;

interface LensProvider {
  readonly provideCodeLenses: (document: object) => Promise<readonly unknown[] | undefined>;
}

export class Position {
  readonly line: number;
  readonly character: number;

  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }

  translate(lines: number, characters: number): Position {
    return new Position(this.line + lines, this.character + characters);
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;

  constructor(...ends: readonly [Position, Position] | readonly [number, number, number, number]) {
    const [start, end] =
      ends.length === 2 ? ends : [new Position(ends[0], ends[1]), new Position(ends[2], ends[3])];
    this.start = start;
    this.end = end;
  }
}

export class Location {
  readonly uri: unknown;
  readonly range: Range;

  constructor(uri: unknown, range: Range) {
    this.uri = uri;
    this.range = range;
  }
}

export class CodeLens {
  readonly range: Range;
  readonly command: { readonly title: string };

  constructor(range: Range, command: { readonly title: string }) {
    this.range = range;
    this.command = command;
  }
}

export class Hover {
  readonly contents: readonly MarkdownString[];

  constructor(contents: readonly MarkdownString[]) {
    this.contents = contents;
  }
}

export const languages = {
  registerCodeLensProvider(_files: unknown, { provideCodeLenses }: LensProvider) {
    const before = shown.lensesOf;
    shown.lensesOf = async (document) => [
      ...(await before(document)),
      ...((await provideCodeLenses(document)) ?? []),
    ];
    return opened('lenses');
  },
  registerCompletionItemProvider: () => opened('completion'),
  registerHoverProvider: () => opened('hover'),
  registerCodeActionsProvider: () => opened('code actions'),
  createDiagnosticCollection: () =>
    opened('diagnostics', { set: () => undefined, delete: () => undefined }),
};

export class CompletionItem {
  readonly label: { readonly label: string; readonly description?: string };
  readonly kind: number;

  constructor(label: CompletionItem['label'], kind: number) {
    this.label = label;
    this.kind = kind;
  }
}

export const CompletionItemKind = {
  Function: 2,
  Field: 4,
  Value: 11,
  Property: 9,
  EnumMember: 19,
  Event: 22,
} as const;

export const lm = { registerTool: () => opened('tool') };

export const authentication = {
  registerAuthenticationProvider(_id: string, _label: string, provider: SessionProvider) {
    shown.provider = provider;
    return opened('authentication provider');
  },
};

export const QuickPickItemKind = { Separator: -1, Default: 0 } as const;

export const ProgressLocation = { Notification: 15 } as const;

export const extensions = { getExtension: () => undefined };

export const workspace = {
  get isTrusted() {
    return shown.isTrusted;
  },
  textDocuments: [],
  onDidOpenTextDocument: () => opened('opened documents'),
  onDidChangeTextDocument: () => opened('changed documents'),
  onDidCloseTextDocument: () => opened('closed documents'),
  registerTextDocumentContentProvider: () => opened('content provider'),
  openTextDocument: () => Promise.resolve(),
  getConfiguration: (section: string) => ({
    get: (name: string, fallback: unknown) => shown.settings.get(`${section}.${name}`) ?? fallback,
    inspect: (name: string) => ({ globalValue: shown.userSettings.get(`${section}.${name}`) }),
    update(name: string, value: unknown): Promise<void> {
      shown.settings.set(`${section}.${name}`, value);
      return Promise.resolve();
    },
  }),
  onDidChangeConfiguration(listener: (event: object) => unknown) {
    const before = shown.changeSettings;
    shown.changeSettings = () => {
      before();
      listener({ affectsConfiguration: () => true });
    };
    return opened('settings');
  },
  fs: {
    async stat({ fsPath }: { readonly fsPath: string }) {
      const { size } = await stat(fsPath);
      return { type: FileType.File, size };
    },
    readFile: ({ fsPath }: { readonly fsPath: string }) => readFile(fsPath),
  },
};

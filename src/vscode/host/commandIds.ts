/** Every command of the manifest that has a handler; a test compares both. */
export const commandIds = [
  'isogeo.authenticate',
  'isogeo.loadCredentials',
  'isogeo.copyBearerHeader',
  'isogeo.copyAccessToken',
  'isogeo.copyRequest',
  'isogeo.insertBearerHeader',
  'isogeo.newRequestFile',
  'isogeo.newTerminal',
  'isogeo.switchApplication',
  'isogeo.renewToken',
  'isogeo.signOut',
  'isogeo.checkConnection',
  'isogeo.showApplication',
  'isogeo.manageCertificates',
  'isogeo.showMenu',
  'isogeo.showLog',
] as const;

/** Commands that only lenses, completions and quick fixes run. The manifest doesn't contain them. */
export type InternalCommandId = 'isogeo.copyShareAddress' | 'isogeo.offerToken';

export type CommandId = (typeof commandIds)[number];

/** The commands that the hover and the menu offer. */
export type AnyCommandId =
  CommandId | 'workbench.action.openWalkthrough' | 'workbench.action.reloadWindow';

/** `executeCommand` returns the result of a command; the palette ignores it. */
export type Handler = (argument?: unknown) => Promise<unknown>;

/** One handler per command: a missing one doesn't compile. */
export type Handlers = Readonly<Record<CommandId, Handler>>;

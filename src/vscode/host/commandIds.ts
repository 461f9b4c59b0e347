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

/** Only a lens runs it: the manifest doesn't contain it. */
export type InternalCommandId = 'isogeo.copyShareAddress';

export type CommandId = (typeof commandIds)[number];

/** `executeCommand` returns the result of a command; the palette ignores it. */
export type Handler = (argument?: unknown) => Promise<unknown>;

/** One handler per command: a missing one doesn't compile. */
export type Handlers = Readonly<Record<CommandId, Handler>>;

/** Every command of the manifest that has a handler; a test holds the two together. */
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

/** Run by a lens alone: the manifest doesn't have it. */
export type InternalCommandId = 'isogeo.copyShareAddress';

export type CommandId = (typeof commandIds)[number];

/** What a command answers is for `executeCommand`: the palette ignores it. */
export type Handler = (argument?: unknown) => Promise<unknown>;

/** A handler for each: one that is forgotten does not compile. */
export type Handlers = Readonly<Record<CommandId, Handler>>;

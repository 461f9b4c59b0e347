import { nameFromClientId } from './application.ts';

/** For an application whose record can't be read: the name inside its ID, and its server. */
export function partsOfId(id: string): { readonly name: string; readonly server: string } {
  const mark = id.indexOf('@');
  const client = id.slice(0, mark).replace(/%(40|25)/g, decodeURIComponent);
  return { name: nameFromClientId(client), server: id.slice(mark + 1) };
}

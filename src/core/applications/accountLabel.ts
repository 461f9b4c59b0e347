import type { ApplicationSummary } from './application.ts';
import { fullAccountLabel, labelWithId } from './givenLabel.ts';
import { usualClientId } from '../credentials/credentials.ts';
import { platformOf } from '../platform/origins.ts';
import { plainName } from '../text/plainText.ts';

/**
 * The name of an application in VS Code, which keys consent on it. The label is the same in every language,
 * and renaming the application doesn't change it. `savedIds` are the IDs of the other applications: the label
 * contains enough of the ID to differ from theirs.
 */
export function accountLabelOf(
  application: ApplicationSummary,
  savedIds: readonly string[],
): string {
  const shown = shownId(application.id);
  const others = savedIds
    .filter((id) => id !== application.id && platformOfId(id) === application.platform)
    .map(shownId);
  const characters = Array.from(shown);
  for (let length = shortestStart(application); length < characters.length; length += 1) {
    const start = characters.slice(0, length).join('');
    if (!others.some((other) => other.startsWith(start))) return labelWithId(application, start);
  }
  return fullAccountLabel(application);
}

/**
 * The label already contains the name of a usual ID (`<name>-<uuid>@…`), so the start must reach into the
 * UUID.
 */
function shortestStart({ id }: ApplicationSummary): number {
  const name = usualClientId.exec(id.slice(0, id.lastIndexOf('@')))?.[1];
  return (name === undefined ? 0 : Array.from(`${name}-`).length) + 8;
}

/** Removes characters that change the direction of the text. */
function shownId(id: string): string {
  return plainName(id) ?? id;
}

/** In an ID, the server follows the first `@`, without `https://`. */
function platformOfId(id: string): string {
  const server = id.slice(id.indexOf('@') + 1);
  const address = server.startsWith('http:') ? server : `https://${server}`;
  return URL.parse(address) ? platformOf(address) : 'custom';
}

import type { ApplicationSummary } from './application.ts';
import { fullAccountLabel, labelWith } from './givenLabel.ts';
import { usualClientId } from '../credentials/credentials.ts';
import { platformOf } from '../platform/origins.ts';
import { plainName } from '../text/plainText.ts';

/**
 * Names an application to VS Code, which keys consent on it. The label is the same in every
 * language, and later changes of the name don't change it. `savedIds` are the IDs of the other
 * applications: the label contains enough of the ID that no other application of the platform has
 * the same start, so that two labels can't be equal.
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
    if (!others.some((other) => other.startsWith(start))) return labelWith(application, start);
  }
  return fullAccountLabel(application);
}

/** The name of a usual ID (`<name>-<uuid>@…`) is in the label already: the start reaches into the UUID. */
function shortestStart({ id }: ApplicationSummary): number {
  const name = usualClientId.exec(id.slice(0, id.lastIndexOf('@')))?.[1];
  return (name === undefined ? 0 : Array.from(`${name}-`).length) + 8;
}

/** Without characters that change the direction of the text. */
function shownId(id: string): string {
  return plainName(id) ?? id;
}

/** An ID names the server after its first `@`, and leaves `https://` out. */
function platformOfId(id: string): string {
  const server = id.slice(id.indexOf('@') + 1);
  const address = server.startsWith('http:') ? server : `https://${server}`;
  return URL.canParse(address) ? platformOf(address) : 'custom';
}

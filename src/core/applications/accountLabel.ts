import type { ApplicationSummary } from './application.ts';
import { usualClientId } from '../credentials/credentials.ts';
import { plainName } from '../text/plainText.ts';

/**
 * Names an application to VS Code, which keys consent on it: unlike any that is taken, and in no
 * language, since it stays as it is.
 */
export function accountLabelOf(
  application: ApplicationSummary,
  taken: ReadonlySet<string>,
): string {
  const id = Array.from(shownId(application));
  for (let length = shortestStart(application); length < id.length; length += 1) {
    const label = labelWith(application, id.slice(0, length).join(''));
    if (!taken.has(label)) return label;
  }
  return fullAccountLabel(application);
}

/** Of `<name>-<uuid>@…` the first part of the UUID is in it: the name alone stands there already. */
function shortestStart({ id }: ApplicationSummary): number {
  const name = usualClientId.exec(id.slice(0, id.lastIndexOf('@')))?.[1];
  return (name === undefined ? 0 : Array.from(`${name}-`).length) + 8;
}

/** Unique by itself, and long. */
export function fullAccountLabel(application: ApplicationSummary): string {
  return labelWith(application, application.id);
}

function labelWith({ name, platform }: ApplicationSummary, id: string): string {
  return `${name} (${id}, ${platform})`;
}

/** A client id may hold what turns the line around: then the whole label would say something else. */
function shownId({ id }: ApplicationSummary): string {
  return plainName(id) ?? id;
}

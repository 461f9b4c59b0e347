import { isObject } from '../../text/json.ts';
import { routes, type Parameter, type Route } from './routes.ts';

export type ToolInput =
  | {
      readonly ok: true;
      readonly route: Route;
      readonly values: Readonly<Record<string, string>>;
    }
  /** The name of the missing, unknown or invalid parameter. `undefined`: the input isn't an object at all. */
  | { readonly ok: false; readonly wrong: string | undefined };

/** The routes that a group application can call and that answer with text. */
export const readableRoutes: readonly Route[] = routes.filter(
  ({ who, isDocumented, answer }) =>
    who === 'group' && isDocumented && /page|list|object|xml/.test(answer),
);

/**
 * Reads an agent's input for a route as untrusted: only the route's own parameters, each with an allowed
 * value. An ID is one path segment of letters, digits and hyphens. Without a given route, the input
 * names one of `readableRoutes` by its path.
 */
export function readToolInput(given: Route | undefined, input: unknown): ToolInput {
  if (!isObject(input)) return { ok: false, wrong: undefined };
  const route = given ?? routeNamed(input['route']);
  if (!route) return { ok: false, wrong: 'route' };
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined || (!given && name === 'route')) continue;
    const parameter = route.parameters.find((each) => each.name === name);
    const text = parameter && parameterText(parameter, value);
    if (text === undefined) return { ok: false, wrong: name.slice(0, 40) };
    if (text !== '') values[name] = text;
  }
  const missing = route.parameters.find(
    ({ name, in: where }) => where === 'path' && values[name] === undefined,
  );
  return missing ? { ok: false, wrong: missing.name } : { ok: true, route, values };
}

function routeNamed(name: unknown): Route | undefined {
  return readableRoutes.find(({ path }) => path === name);
}

const identifier = /^[\da-z-]{1,64}$/i;

/**
 * Whether the value is an ID. A word of a route's path, such as `search`, isn't an ID in upper or lower case,
 * since a server may ignore case.
 */
function isIdentifier(value: string): boolean {
  const word = value.toLowerCase();
  return identifier.test(value) && !routes.some(({ path }) => path.split('/').includes(word));
}

/** The text is one segment of a path, also after decoding. */
function isSegment(value: string): boolean {
  return value !== '' && !/^\.+$/.test(value) && !/[/\\%?#\p{Cc}]/u.test(value);
}

function parameterText(parameter: Parameter, value: unknown): string | undefined {
  const { kind, values, in: where, least = 0, most = Infinity } = parameter;
  if (kind === 'count') {
    const isCount = Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
    return isCount ? String(value) : undefined;
  }
  if (kind === 'list') {
    const isItem = (item: unknown) =>
      typeof item === 'string' && (values ? values.includes(item) : isListed(item));
    // An empty list of parts asks for none; an empty list of IDs would ask for every resource.
    const fewest = values ? 0 : 1;
    return Array.isArray(value) &&
      value.length >= fewest &&
      value.length <= 100 &&
      value.every(isItem)
      ? value.join(',')
      : undefined;
  }
  if (typeof value !== 'string' || value.length > 1000) return undefined;
  if (kind === 'identifier') return isIdentifier(value) ? value : undefined;
  if (where === 'path' && !isSegment(value)) return undefined;
  return values && !values.includes(value) ? undefined : value;
}

/** An ID, or a tag such as `keyword:isogeo:eau`, in any alphabet. */
function isListed(item: string): boolean {
  return /^[\p{L}\p{M}\p{N}_:.-]{1,200}$/u.test(item);
}

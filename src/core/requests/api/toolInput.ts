import { routes, type Parameter, type Route } from './routes.ts';

export type ToolInput =
  | { readonly ok: true; readonly values: Readonly<Record<string, string>> }
  /** The name of the missing, unknown or invalid parameter; `undefined`: the input isn't an object. */
  | { readonly ok: false; readonly wrong: string | undefined };

/**
 * Reads an agent's input for a route as untrusted: only the route's own parameters, each with an allowed
 * value. An ID is one path segment of letters, digits and hyphens.
 */
export function readToolInput(route: Route, input: unknown): ToolInput {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { ok: false, wrong: undefined };
  }
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  const values: Record<string, string> = {};
  for (const [name, value] of given) {
    const parameter = route.parameters.find((each) => each.name === name);
    const text = parameter && textOf(parameter, value);
    if (text === undefined) return { ok: false, wrong: name.slice(0, 40) };
    values[name] = text;
  }
  const missing = route.parameters.find(
    ({ name, in: where }) => where === 'path' && values[name] === undefined,
  );
  return missing ? { ok: false, wrong: missing.name } : { ok: true, values };
}

const identifier = /^[\da-z-]{1,64}$/i;

/** Refuses a word that another route has in the same place, in any case, since a server may ignore case. */
function isIdentifier(value: string): boolean {
  const word = value.toLowerCase();
  return identifier.test(value) && !routes.some(({ path }) => path.split('/').includes(word));
}

function textOf(parameter: Parameter, value: unknown): string | undefined {
  const { kind, values, least = 0, most = Infinity } = parameter;
  if (kind === 'count') {
    const isOne = Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
    return isOne ? String(value) : undefined;
  }
  if (kind === 'list') {
    const isOne = (item: unknown) =>
      typeof item === 'string' && (values ? values.includes(item) : identifier.test(item));
    return Array.isArray(value) && value.length > 0 && value.length <= 100 && value.every(isOne)
      ? value.join(',')
      : undefined;
  }
  if (typeof value !== 'string' || value.length > 1000) return undefined;
  if (kind === 'identifier') return isIdentifier(value) ? value : undefined;
  return values && !values.includes(value) ? undefined : value;
}

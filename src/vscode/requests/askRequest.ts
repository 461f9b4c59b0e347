import type { Parameter, Route } from '../../core/requests/api/routes.ts';
import type { PlatformAddresses } from '../../core/platform/endpoints.ts';
import { documentedRequest, type ApiRequest } from '../../core/requests/request.ts';
import { parameterInWords, routeInWords } from './apiWords.ts';
import { askText } from '../host/box.ts';
import { t } from '../host/l10n.ts';
import { routeDetail, routeGroups } from './routeChoices.ts';
import { pick, pickMany } from '../host/pick.ts';

/** Builds the request for a platform. */
export type RequestTo = (addresses: PlatformAddresses) => ApiRequest;

/** A documented request that the user chooses, with values for its parameters; `undefined` if cancelled. */
export async function askRequest(): Promise<RequestTo | undefined> {
  const route = await pick<Route>({
    title: copyTitle(),
    placeholder: t('Choose a request'),
    rows: routeGroups().flatMap(({ heading, routes }) => [
      { heading },
      ...routes.map((each) => ({
        label: routeInWords(each),
        description: routeDetail(each),
        value: each,
      })),
    ]),
  });
  if (!route) return undefined;
  const title = `${route.method} ${route.path}`;
  const needed = route.parameters.filter(({ in: where }) => where === 'path');
  const optional = route.parameters.filter(({ in: where }) => where === 'query');
  const wanted = optional.length === 0 ? [] : await askParameters(title, optional);
  if (!wanted) return undefined;
  const values: Record<string, string> = {};
  for (const parameter of [...needed, ...wanted]) {
    const value = await askValue(title, parameter);
    if (value === undefined) return undefined;
    values[parameter.name] = value.trim();
  }
  return (addresses) => documentedRequest(route, addresses, values);
}

export function copyTitle(): string {
  return t('Copy Request As…');
}

function askParameters(title: string, parameters: readonly Parameter[]) {
  return pickMany({
    title,
    placeholder: t('Select the parameters to set, or continue without any'),
    rows: parameters.map((parameter) => ({
      label: parameter.name,
      description: parameterInWords(parameter),
      value: parameter,
    })),
  });
}

async function askValue(title: string, parameter: Parameter): Promise<string | undefined> {
  const { name, values, kind } = parameter;
  const prompt = `${name} · ${parameterInWords(parameter)}`;
  if (values) {
    const rows = values.map((value) => ({ label: value, value }));
    const options = { title, placeholder: prompt, rows, stays: true };
    return kind === 'list' ? (await pickMany(options))?.join() : pick(options);
  }
  return askText({
    title,
    prompt,
    validate: (text) => faultIn(text.trim(), parameter),
  });
}

function faultIn(
  text: string,
  { kind, least = 0, most = Infinity }: Parameter,
): string | undefined {
  if (text === '') return t('Enter a value.');
  // Dots would change the path.
  if (kind === 'identifier' && /^\.+$/.test(text)) return t('An ID can’t consist of dots only.');
  if (kind !== 'count') return undefined;
  const count = /^\d+$/.test(text) ? Number(text) : NaN;
  if (count >= least && count <= most) return undefined;
  return most === Infinity
    ? t('Enter a whole number of at least {0}.', least)
    : t('Enter a whole number from {0} to {1}.', least, most);
}

import { routes, type Parameter, type Route } from '../../core/requests/api/routes.ts';
import { documentedRequest } from '../../core/requests/request.ts';
import { success } from '../../core/result.ts';
import { inWords } from './apiWords.ts';
import { askTextStep } from '../host/box.ts';
import { t } from '../host/l10n.ts';
import { pickManyStep, pickStep, type Rows } from '../host/pick.ts';
import type { InputStep } from '../host/steps.ts';
import {
  answered,
  answeredValues,
  copyTitle,
  type CopyAnswer,
  type RequestSource,
} from './requestSource.ts';

/** A documented request that the user chooses, with values for its parameters. */
export const documentedRequests: RequestSource = (answers) => {
  const route = answers.find((answer) => answer.route)?.route;
  if (!route) return success(routeStep);
  const wanted = answers.find((answer) => answer.wanted)?.wanted;
  const needed = route.parameters.filter(({ in: where }) => where === 'path');
  const optional = route.parameters.filter(({ in: where }) => where === 'query');
  // The choice of the programming language is one more step.
  if (!wanted && optional.length > 0)
    return success(parametersStep(route, optional, needed.length + 2));
  const values = answeredValues(answers);
  const open = [...needed, ...(wanted ?? [])].filter(({ name }) => !values.has(name));
  const [parameter] = open;
  return success(
    parameter
      ? valueStep(route, parameter, open.length + 1)
      : (addresses) => documentedRequest(route, addresses, Object.fromEntries(values)),
  );
};

/** Usually two more steps follow: the parameters and the language. */
const routeStep: InputStep<CopyAnswer> = {
  left: 3,
  ask: async (number, before) => {
    const route = await pickStep<Route>({
      ...number,
      title: copyTitle(),
      placeholder: t('Choose a request'),
      rows: routeRows(),
      active: before?.route,
    });
    return answered(route, (route) => ({ route }));
  },
};

/** The routes under headings: the most used first, the others by subject. */
function routeRows(): Rows<Route> {
  const frequentFirst = routes.toSorted((a, b) => Number(b.isFrequent) - Number(a.isFrequent));
  const groups = Map.groupBy(frequentFirst, (route) =>
    route.isFrequent ? t('Most used') : inWords(route.group),
  );
  return [...groups].flatMap(([heading, inGroup]) => [
    { heading },
    ...inGroup.map((route) => ({
      label: inWords(route.summary),
      description: titleOf(route) + (route.isDocumented ? '' : ` · ${t('SDK only')}`),
      value: route,
    })),
  ]);
}

function parametersStep(
  route: Route,
  parameters: readonly Parameter[],
  left: number,
): InputStep<CopyAnswer> {
  return {
    left,
    ask: async (number, before) => {
      const wanted = await pickManyStep({
        ...number,
        title: titleOf(route),
        placeholder: t('Select the parameters to set, or continue without any'),
        rows: parameters.map((parameter) => ({
          label: parameter.name,
          description: inWords(parameter.summary),
          value: parameter,
        })),
        checked: before?.wanted ?? [],
      });
      return answered(wanted, (wanted) => ({ wanted }));
    },
  };
}

function titleOf({ method, path }: Route): string {
  return `${method} ${path}`;
}

function valueStep(route: Route, parameter: Parameter, left: number): InputStep<CopyAnswer> {
  const { name, values, kind } = parameter;
  const prompt = `${name} · ${inWords(parameter.summary)}`;
  return {
    left,
    ask: async (number, before) => {
      const { value: earlier = '' } = before?.name === name ? before : {};
      const choice = {
        ...number,
        title: titleOf(route),
        placeholder: prompt,
        rows: (values ?? []).map((value) => ({ label: value, value })),
      };
      const answer = !values
        ? await askTextStep({
            ...number,
            title: titleOf(route),
            prompt,
            value: earlier,
            validate: (text) => faultOfValue(text.trim(), parameter),
          })
        : kind === 'list'
          ? await pickManyStep({ ...choice, checked: earlier.split(',') })
          : await pickStep({ ...choice, active: earlier });
      return answered<string | readonly string[]>(answer, (value) => ({
        name,
        value: String(value),
      }));
    },
  };
}

function faultOfValue(
  text: string,
  { kind, in: where, least = 0, most = Infinity }: Parameter,
): string | undefined {
  if (text === '') return t('Enter a value.');
  // A server would read dots as a change of the path.
  if (where === 'path' && /^\.+$/.test(text)) {
    return kind === 'identifier'
      ? t('An ID can’t consist of dots only.')
      : t('The value can’t consist of dots only.');
  }
  if (kind !== 'count') return undefined;
  const count = /^\d+$/.test(text) ? Number(text) : NaN;
  if (count >= least && count <= most) return undefined;
  return most === Infinity
    ? t('Enter a whole number of at least {0}.', least)
    : t('Enter a whole number from {0} to {1}.', least, most);
}

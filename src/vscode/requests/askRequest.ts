import type { Parameter, Route } from '../../core/requests/api/routes.ts';
import { documentedRequest } from '../../core/requests/request.ts';
import { success } from '../../core/result.ts';
import { parameterInWords, routeInWords } from './apiWords.ts';
import { askTextStep } from '../host/box.ts';
import { t } from '../host/l10n.ts';
import { pickManyStep, pickStep } from '../host/pick.ts';
import { back } from '../host/showInput.ts';
import type { InputStep } from '../host/steps.ts';
import { copyTitle, answeredValues, type CopyAnswer, type RequestSource } from './requestSource.ts';
import { routeDetail, routeGroups } from './routeChoices.ts';

/** A documented request that the user chooses, with values for its parameters. */
export const documentedRequests: RequestSource = (answers) => {
  const route = answers.find((answer) => 'route' in answer)?.route;
  if (!route) return success(routeStep);
  const wanted = answers.find((answer) => 'wanted' in answer)?.wanted;
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
      rows: routeGroups().flatMap(({ heading, routes }) => [
        { heading },
        ...routes.map((each) => ({
          label: routeInWords(each),
          description: routeDetail(each),
          value: each,
        })),
      ]),
      active: before && 'route' in before ? before.route : undefined,
    });
    return route === undefined || route === back ? route : { route };
  },
};

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
          description: parameterInWords(parameter),
          value: parameter,
        })),
        checked: before && 'wanted' in before ? before.wanted : [],
      });
      return wanted === undefined || wanted === back ? wanted : { wanted };
    },
  };
}

function titleOf({ method, path }: Route): string {
  return `${method} ${path}`;
}

function valueStep(route: Route, parameter: Parameter, left: number): InputStep<CopyAnswer> {
  const { name, values, kind } = parameter;
  const prompt = `${name} · ${parameterInWords(parameter)}`;
  return {
    left,
    ask: async (number, before) => {
      const earlier = before && 'name' in before && before.name === name ? before.value : '';
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
      if (answer === undefined || answer === back) return answer;
      return { name, value: typeof answer === 'string' ? answer : answer.join() };
    },
  };
}

function faultOfValue(
  text: string,
  { kind, least = 0, most = Infinity }: Parameter,
): string | undefined {
  if (text === '') return t('Enter a value.');
  // A server would read dots as a change of the path.
  if (kind === 'identifier' && /^\.+$/.test(text)) return t('An ID can’t consist of dots only.');
  if (kind !== 'count') return undefined;
  const count = /^\d+$/.test(text) ? Number(text) : NaN;
  if (count >= least && count <= most) return undefined;
  return most === Infinity
    ? t('Enter a whole number of at least {0}.', least)
    : t('Enter a whole number from {0} to {1}.', least, most);
}

import type * as vscode from 'vscode';
import type { RequestDocument } from '../../core/requests/file/requestDocument.ts';
import { requestFor } from '../../core/requests/file/resolve.ts';
import { success } from '../../core/result.ts';
import { askTextStep } from '../host/box.ts';
import type { ReadFile } from '../host/files.ts';
import { t } from '../host/l10n.ts';
import { pickStep } from '../host/pick.ts';
import type { InputStep } from '../host/steps.ts';
import { environmentsFor } from './requestEnvironment.ts';
import {
  answered,
  answeredValues,
  copyTitle,
  type CopyAnswer,
  type RequestSource,
} from './requestSource.ts';

/** A line of a request file. */
export interface RequestPlace {
  readonly uri: vscode.Uri;
  readonly document: RequestDocument;
  readonly line: number;
}

/**
 * The request at a place. Asks for values that neither the file nor its environment has, one step
 * each. `undefined`: no request is there.
 */
export async function requestAtPlace(
  { uri, document, line }: RequestPlace,
  apiOrigin: string,
  readFile: ReadFile,
): Promise<RequestSource | undefined> {
  const environments = await environmentsFor(uri, readFile);
  const read = (answers: readonly CopyAnswer[]) => {
    const chosen = answers.find((answer) => answer.environment !== undefined)?.environment;
    const given = { answers: answeredValues(answers), environment: environments.variables(chosen) };
    return requestFor(document, line, given, apiOrigin);
  };
  const first = read([]);
  return (
    first &&
    ((answers) => {
      const reading = read(answers) ?? first;
      if (reading.ok) return success(() => reading.value);
      const { failure } = reading;
      if (failure.reason !== 'missing') return reading;
      const isChosen = answers.some((answer) => answer.environment !== undefined);
      return success(
        environments.names.length > 1 && !isChosen
          ? environmentStep(environments.names, failure.names.length + 2)
          : valueStep(failure.names),
      );
    })
  );
}

function environmentStep(names: readonly string[], left: number): InputStep<CopyAnswer> {
  return {
    left,
    ask: async (number, before) => {
      const environment = await pickStep({
        ...number,
        title: copyTitle(),
        placeholder: t('Choose an environment'),
        rows: names.map((label) => ({ label, value: label })),
        active: before?.environment,
      });
      return answered(environment, (environment) => ({ environment }));
    },
  };
}

/**
 * An answer may make other questions unnecessary. The choice of the programming language is one more step.
 */
function valueStep(names: readonly string[]): InputStep<CopyAnswer> {
  const [name = ''] = names;
  return {
    left: names.length + 1,
    ask: async (number, before) => {
      const value = await askTextStep({
        ...number,
        title: copyTitle(),
        prompt: t('Value of the variable {0}', name),
        value: before?.value ?? '',
      });
      return answered(value, (value) => ({ name, value }));
    },
  };
}

import type * as vscode from 'vscode';
import type { Refusal } from '../../core/requests/file/refusal.ts';
import type { RequestDocument } from '../../core/requests/file/requestDocument.ts';
import { requestFor } from '../../core/requests/file/resolve.ts';
import type { ApiRequest } from '../../core/requests/request.ts';
import { failed, success, type Result } from '../../core/result.ts';
import { askTextStep } from '../host/box.ts';
import type { ReadFile } from '../host/files.ts';
import { t } from '../host/l10n.ts';
import { pick } from '../host/pick.ts';
import { back } from '../host/showInput.ts';
import { copyTitle } from './askRequest.ts';
import { environmentsFor } from './requestEnvironment.ts';

/** A line of a request file. */
export interface RequestPlace {
  readonly uri: vscode.Uri;
  readonly document: RequestDocument;
  readonly line: number;
}

/**
 * The request at a place. Asks for values that neither the file nor its environment has, one step each.
 * `undefined`: no request is there. A cancellation isn't a failure.
 */
export async function requestWithValues(
  { uri, document, line }: RequestPlace,
  apiOrigin: string,
  readFile: ReadFile,
): Promise<Result<ApiRequest | 'cancelled', Refusal> | undefined> {
  const environments = await environmentsFor(uri, readFile);
  const answers = new Map<string, string>();
  const read = (environment: ReadonlyMap<string, string>) =>
    requestFor(document, line, { answers, environment }, apiOrigin);
  let environment = environments.variables(undefined);
  const first = read(environment);
  if (!first || first.ok || first.failure.reason !== 'missing') return first;
  if (environments.names.length > 1) {
    const name = await pick({
      title: copyTitle(),
      placeholder: t('Choose an environment'),
      rows: environments.names.map((label) => ({ label, value: label })),
    });
    if (name === undefined) return success('cancelled');
    environment = environments.variables(name);
  }
  return askInSteps(() => read(environment), answers);
}

type Reading = Result<ApiRequest, Refusal> | undefined;

/** An answer may make other questions unnecessary, so the steps are counted again after each. */
async function askInSteps(
  read: () => Reading,
  answers: Map<string, string>,
): Promise<Result<ApiRequest | 'cancelled', Refusal> | undefined> {
  const asked: { readonly name: string; readonly value: string }[] = [];
  let before = '';
  for (;;) {
    const reading = read();
    if (!reading) return undefined;
    if (reading.ok) return success(reading.value);
    if (reading.failure.reason !== 'missing') return failed(reading.failure);
    const { names } = reading.failure;
    const name = names[0] ?? '';
    const value = await askTextStep({
      title: copyTitle(),
      step: asked.length + 1,
      totalSteps: asked.length + names.length,
      prompt: t('Value of the variable {0}', name),
      value: before,
    });
    if (value === undefined) return success('cancelled');
    if (value === back) {
      const last = asked.pop();
      before = last?.value ?? '';
      if (last) answers.delete(last.name);
    } else {
      before = '';
      asked.push({ name, value });
      answers.set(name, value);
    }
  }
}

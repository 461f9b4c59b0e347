import type { Parameter, Route } from '../../core/requests/api/routes.ts';
import type { PlatformAddresses } from '../../core/platform/endpoints.ts';
import type { Refusal } from '../../core/requests/file/refusal.ts';
import type { Language } from '../../core/requests/languages/languages.ts';
import type { ApiRequest } from '../../core/requests/request.ts';
import type { Result } from '../../core/result.ts';
import { t } from '../host/l10n.ts';
import { back, type Back } from '../host/showInput.ts';
import type { InputStep } from '../host/steps.ts';

/** Builds the request for a platform. */
export type RequestTo = (addresses: PlatformAddresses) => ApiRequest;

/** The programming language of a copied request, and whether it contains the token itself. */
export interface Writing {
  readonly language: Language;
  readonly inClear: boolean;
  /** A program that reads every page of a search. */
  readonly isForAll?: true;
}

/** The answer to one step of Copy Request As…: one of the choices, or a name and its value. */
export interface CopyAnswer {
  readonly route?: Route;
  readonly wanted?: readonly Parameter[];
  readonly environment?: string;
  readonly writing?: Writing;
  /** The name of a parameter or a variable. */
  readonly name?: string;
  readonly value?: string;
}

/** Makes an answer of what the user chose; a cancellation and a step back stay as they are. */
export function answered<Choice>(
  choice: Choice | Back | undefined,
  answerOf: (choice: Choice) => CopyAnswer,
): CopyAnswer | Back | undefined {
  if (choice === undefined) return undefined;
  return choice === back ? back : answerOf(choice);
}

/** Gives the request if the answers suffice; otherwise the next step, or why it can't be copied. */
export type RequestSource = (
  answers: readonly CopyAnswer[],
) => Result<RequestTo | InputStep<CopyAnswer>, Refusal>;

export function isStep(found: RequestTo | InputStep<CopyAnswer>): found is InputStep<CopyAnswer> {
  return typeof found === 'object';
}

/** The given values by name. */
export function answeredValues(answers: readonly CopyAnswer[]): ReadonlyMap<string, string> {
  return new Map(
    answers.flatMap(({ name, value = '' }) => (name === undefined ? [] : [[name, value] as const])),
  );
}

export function copyTitle(): string {
  return t('Copy Request As…');
}

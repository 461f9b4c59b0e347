import type { Finding, Note, Outcome } from '../../core/connection/connectionReport.ts';
import type { Failure } from '../../core/failure.ts';

export const skipped: Outcome = { state: 'skipped' };

export function passed(finding: Finding): Outcome {
  return { state: 'passed', finding };
}

export function noted(note: Note): Outcome {
  return { state: 'noted', note };
}

export function problem(failure: Failure): Outcome {
  return { state: 'failed', problem: { kind: 'failure', failure } };
}

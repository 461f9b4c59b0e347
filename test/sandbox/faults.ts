import type { Reply } from './reply.ts';

/** A scripted answer that replaces the real one. */
export interface Fault {
  /** 200 to 599: lower statuses aren't final answers. */
  readonly status: number;
  /** Sent unchanged. Default: `{"error":"server_error"}`. */
  readonly body?: string;
  /** Default: `application/json`. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type FaultTarget = 'token' | 'api';

/** Scripted answers in order, one queue per target. */
export interface Faults {
  add(target: FaultTarget, fault: Fault, count: number): void;
  /** Takes the next scripted answer. */
  take(target: FaultTarget): Reply | undefined;
}

export function createFaults(): Faults {
  const queues: Readonly<Record<FaultTarget, Reply[]>> = { token: [], api: [] };
  return {
    add(target, fault, count) {
      if (!Number.isInteger(fault.status) || fault.status < 200 || fault.status > 599) {
        throw new RangeError(`A fault has a status from 200 to 599, not ${fault.status}.`);
      }
      const reply = toReply(fault);
      queues[target].push(...Array.from({ length: count }, () => reply));
    },
    take: (target) => queues[target].shift(),
  };
}

/** Names in lower case, so that a scripted `Content-Length` replaces the true one. */
function toReply(fault: Fault): Reply {
  const headers = Object.entries(fault.headers ?? {});
  return {
    status: fault.status,
    contentType: fault.contentType ?? 'application/json',
    body: bodiless.includes(fault.status) ? '' : (fault.body ?? '{"error":"server_error"}'),
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
  };
}

/** RFC 9110 §6.4.1: an answer with one of these ends after its headers. */
const bodiless = [204, 304];

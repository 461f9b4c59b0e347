import type { Failure } from '../../core/failure.ts';
import type { HttpAnswer } from '../ports.ts';

/** The largest decoded body that is read. */
export const mostBodyBytes = 1024 * 1024;

/** The failure for a status alone, from any server; `undefined` if the body must be read. */
export function failureOfStatus(answer: HttpAnswer, host: string): Failure | undefined {
  const { status } = answer;
  if (status === 407) return { reason: 'proxy', host, code: '407' };
  if (status === 429) return { reason: 'throttled', host };
  if (status >= 500) return { reason: 'server-error', host, status };
  if (status >= 300 && status < 400) {
    return { reason: 'unexpected-response', host, problem: 'redirect', status };
  }
  // Node passes on a status such as 000, which isn't a final answer (RFC 9110 §15).
  if (status < 200) return { reason: 'unexpected-response', host, problem: 'status', status };
  return undefined;
}

/** Whether the answer is a web page, probably from a portal or a proxy. */
export function isWebPage(headers: HttpAnswer['headers'], body: string): boolean {
  return (headers['content-type'] ?? '').includes('html') || /^\s*<(!doctype|html)/i.test(body);
}

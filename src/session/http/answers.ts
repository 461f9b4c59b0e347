import type { Failure } from '../../core/failure.ts';
import type { HttpAnswer } from '../ports.ts';

/** What a status alone says, whoever answered; `undefined` where the body has to be looked at. */
export function failureOfStatus(answer: HttpAnswer, host: string): Failure | undefined {
  const { status } = answer;
  if (status === 407) return { reason: 'proxy', host, code: '407' };
  if (status === 429) return { reason: 'throttled', host };
  if (status >= 500) return { reason: 'server-error', host, status };
  if (status >= 300 && status < 400) {
    return { reason: 'unexpected-response', host, problem: 'redirect', status };
  }
  return undefined;
}

/** `undefined` for what is no JSON, whatever the content type says. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** A portal's or proxy's own page in place of the platform's answer. */
export function isWebPage(headers: HttpAnswer['headers'], body: string): boolean {
  return (headers['content-type'] ?? '').includes('html') || /^\s*<(!doctype|html)/i.test(body);
}

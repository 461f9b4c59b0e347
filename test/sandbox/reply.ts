/** One HTTP answer, built without a socket so that every route stays a function. */
export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

export function jsonReply(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    contentType: 'application/json; charset=utf-8',
    body: JSON.stringify(value),
    headers,
  };
}

/** An error in the form of RFC 6749 §5.2, which Isogeo also uses on the API. */
export function errorReply(
  status: number,
  error: string,
  description?: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const body = description === undefined ? { error } : { error, error_description: description };
  return jsonReply(status, body, headers);
}

/** RFC 9110 §15.5.6: a 405 lists the allowed methods. */
export function methodNotAllowed(allow: string): Reply {
  return errorReply(405, 'method_not_allowed', `Use ${allow}.`, { allow });
}

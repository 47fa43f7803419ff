/**
 * Every `error` code that Carillon itself answers with, and its HTTP-like status.
 *
 * Applications add their own codes freely: `new SocketException("Sold out", { code: "sold_out", status: 409 })`.
 */
export const errorCodes: Readonly<{
  bad_request: 400;
  bad_input: 422;
  validation_failed: 422;
  unauthenticated: 401;
  token_expired: 401;
  revoked: 401;
  forbidden: 403;
  forbidden_room: 403;
  unknown_event: 404;
  unknown_channel: 404;
  payload_too_large: 413;
  too_many_requests: 429;
  too_many_rooms: 429;
  socket_error: 500;
  unavailable: 503;
  timeout: 504;
}> = Object.freeze({
  bad_request: 400,
  bad_input: 422,
  validation_failed: 422,
  unauthenticated: 401,
  token_expired: 401,
  revoked: 401,
  forbidden: 403,
  forbidden_room: 403,
  unknown_event: 404,
  unknown_channel: 404,
  payload_too_large: 413,
  too_many_requests: 429,
  too_many_rooms: 429,
  socket_error: 500,
  unavailable: 503,
  timeout: 504,
});

/** A code of Carillon's own; see {@link errorCodes}. */
export type ErrorCode = keyof typeof errorCodes;

/**
 * The status that belongs to a code of Carillon's own.
 *
 * @param code - Any error code.
 * @returns The status from {@link errorCodes}, or `undefined` for an application's own code.
 */
export function statusOf(code: string): number | undefined {
  return Object.hasOwn(errorCodes, code) ? errorCodes[code as ErrorCode] : undefined;
}

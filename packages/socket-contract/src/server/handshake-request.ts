/** What Engine.IO adds to Node's request. */
interface EngineRequest {
  readonly _query?: Readonly<Record<string, unknown>>;
}

/**
 * Whether a request begins a connection; later requests of the same connection carry the id that the first was given.
 *
 * @param request - A request as `io.engine.use` sees it.
 */
export function isHandshakeRequest(request: object): boolean {
  return (request as EngineRequest)._query?.["sid"] === undefined;
}

/** Socket.IO 4.8.2 rejects `io.close()` where the HTTP server does not listen; no other release does. */
export function unlessNotListening(error: unknown): void {
  if ((error as { readonly code?: unknown }).code !== "ERR_SERVER_NOT_RUNNING") throw error;
}

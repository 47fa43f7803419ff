import type { Server } from "socket.io";

/**
 * Closes a Socket.IO server and the HTTP server under it.
 *
 * Until 4.8.1 the promise of Socket.IO's own `close` does not wait for the HTTP server, and in 4.8.2 it rejects where that does not
 * listen; the callback is called at its end in every release.
 *
 * @returns Resolves when the HTTP server is closed, also where it did not listen.
 */
export function closeServer(io: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    function settle(error?: NodeJS.ErrnoException): void {
      if (!error || error.code === "ERR_SERVER_NOT_RUNNING") resolve();
      else reject(error);
    }
    io.close(settle).catch(settle);
  });
}

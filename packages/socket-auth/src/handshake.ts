import type { Socket } from "socket.io";
import type { Handshake } from "./credentials.js";
import { scrubLogContext } from "./scrub/scrub-log-context.js";

/** The handshakes as they arrived, beyond the reach of logs, adapters and `fetchSockets()`. */
const originals = new WeakMap<Socket, Handshake>();

/**
 * Takes the credentials out of sight: `socket.handshake` becomes a copy in which they are masked.
 *
 * @returns The handshake as it arrived. `socket.request` is left alone, so HTTP session middleware keeps working.
 */
export function concealHandshake(socket: Socket): Handshake {
  const known = originals.get(socket);
  if (known !== undefined) return known;
  const original = socket.handshake;
  originals.set(socket, original);
  const masked: Handshake = {
    ...original,
    ...scrubLogContext({
      auth: original.auth,
      query: original.query,
      headers: original.headers,
      url: original.url,
    }),
  };
  (socket as { handshake: Handshake }).handshake = masked;
  return original;
}

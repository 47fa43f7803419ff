import { io } from "socket.io-client";
import type { Socket } from "socket.io-client";
import type { BuiltInClientEvents } from "@carillon/socket-contract";
import type { ClientOptions } from "../options.js";
import { randomKey } from "../requests/random-key.js";

/** What a client asks for when it joins a channel. */
export type JoinRequest = BuiltInClientEvents["channel:join"]["payload"];

type Give = (data: object) => void;

/**
 * Makes the socket of a client; it connects when it is told to, and never again by itself.
 *
 * @param own - Asked for at each handshake: what it carries beside what the application gives.
 */
export function createSocket(options: ClientOptions, own: () => object): Socket {
  const { url = "", namespace = "/", path, socket } = options;
  const address = url.replace(/\/$/, "") + namespace;
  const others = socket?.auth;
  /** Names a client without an identity, for the server's idempotency keys. */
  const clientId = randomKey();
  return io(address === "/" ? undefined : address, {
    forceNew: true,
    ...(path && { path }),
    // In Node: a request that is never answered keeps no process. The pings of a living connection do.
    transportOptions: { polling: { autoUnref: true } },
    ...socket,
    autoConnect: false,
    reconnection: false,
    auth: (send: Give) => {
      const give: Give = (data) => {
        send({ ...data, ...own(), clientId });
      };
      if (typeof others === "function") (others as (give: Give) => void)(give);
      else give({ ...others });
    },
  });
}

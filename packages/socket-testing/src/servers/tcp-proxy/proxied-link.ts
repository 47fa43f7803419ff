import type { Socket } from "node:net";
import { Lane } from "./lane.js";
import type { LinkConditions } from "./lane.js";
import type { ProxyEnd } from "./tcp-proxy.js";

/** One connection: two sockets, and what is on its way between them. */
export class ProxiedLink {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #lanes: readonly Lane[];

  constructor(client: Socket, server: Socket, conditions: LinkConditions) {
    this.#client = client;
    this.#server = server;
    this.#lanes = [new Lane(client, server, conditions), new Lane(server, client, conditions)];
    for (const socket of [client, server]) {
      // An error is followed by "close".
      socket.on("error", ignoreError);
      socket.once("close", () => {
        this.reset();
      });
    }
  }

  reset(): void {
    for (const lane of this.#lanes) lane.close();
    for (const socket of [this.#client, this.#server]) if (!socket.destroyed) socket.resetAndDestroy();
  }

  flush(): void {
    for (const lane of this.#lanes) lane.flush();
  }

  halfClose(end: ProxyEnd): void {
    const [toServer, toClient] = this.#lanes;
    (end === "server" ? toServer : toClient)?.end();
  }
}

/** What breaks here was broken on purpose; "close" follows. */
export function ignoreError(): void {
  // There is nothing to do until then.
}

import { clock, nearestName } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Server } from "socket.io";
import { namespaceNames } from "../socket-io-internals.js";
import { warnOnceAMinute } from "./once-a-minute.js";

/** A pattern that the application adds later may still make the namespace. */
const patienceMs = 1_000;

/** A client may send any name, of any length. */
const longestName = 100;

/**
 * Logs that a client asks for a namespace that does not exist. Socket.IO refuses it without a word on the server, and the client tries
 * again for ever.
 *
 * @param io - The server. A fake without namespaces is left alone.
 * @param logger - Gets at most a line a minute.
 */
export function logUnknownNamespaces(io: Server, logger: Logger): void {
  if (namespaceNames(io) === undefined) return;
  const warn = warnOnceAMinute(logger);
  let isWaiting = false;

  // Socket.IO asks each function whether it makes the namespace. This one makes none.
  io.of(function neverMake(name, _auth, next) {
    next(null, false);
    if (isWaiting) return;
    isWaiting = true;
    clock
      .setTimeout(() => {
        isWaiting = false;
        tell(name.slice(0, longestName));
      }, patienceMs)
      .unref();
  });

  function tell(namespace: string): void {
    const known = [...(namespaceNames(io) ?? [])];
    if (known.includes(namespace)) return;
    const nearest = nearestName(namespace, known);
    warn(
      {
        event: "namespace_unknown",
        namespace,
        hint: nearest
          ? `did you mean "${nearest}"?`
          : `make it with Route.socketGroup({ namespace: "${namespace}" }, ...)`,
      },
      "A client asked for a namespace that does not exist and was refused",
    );
  }
}

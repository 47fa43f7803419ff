import { setTimeout as pause } from "node:timers/promises";
import type { EngineConnection } from "../socket-io-internals.js";

/** How long a client may take to answer that it is closed, in milliseconds. */
const closeMs = 1_000;
const webSocketClosed = 3;

/** Closes a connection behind what was sent on it. A client that does not answer within a second is cut off. */
export async function hangUp(connection: EngineConnection): Promise<void> {
  const { transport } = connection;
  const webSocket = transport.socket;
  if (transport.closeTimeout !== undefined) transport.closeTimeout = closeMs;
  connection.close();
  if (isGone()) return;
  const patience = new AbortController();
  await Promise.race([
    new Promise<void>((resolve) => {
      const look = (): void => void (isGone() && resolve());
      connection.once("close", look);
      webSocket?.once?.("close", look);
    }),
    pause(closeMs, undefined, { signal: patience.signal }).catch(() => undefined),
  ]);
  patience.abort();
  if (isGone()) return;
  connection.close(true);
  webSocket?.terminate?.();

  function isGone(): boolean {
    return (
      connection.readyState === "closed" && (webSocket?.readyState ?? webSocketClosed) === webSocketClosed
    );
  }
}

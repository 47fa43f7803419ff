import type { Socket } from "socket.io-client";

/** How long the other end may take to close, in milliseconds. A frozen one would keep a Node process for longer. */
const closeMs = 1_000;

/** What is below Socket.IO's public interface: ends a transport without the other end. `ws` is the WebSocket of Node. */
interface Transport {
  readonly ws?: { readonly terminate?: () => void };
  onClose(): void;
}

/**
 * Ends a connection and waits until it is closed, but not for an end that is frozen.
 *
 * @param socket - Whose connection; `undefined` where there was none yet.
 * @param end - Ends it.
 */
export function closing(socket: Socket | undefined, end: () => void): Promise<void> {
  const engine = socket?.io.engine;
  const transport = engine?.transport as unknown as Transport | undefined;
  // Engine.IO forgets it as soon as it closes.
  const ws = transport?.ws;
  end();
  if (!engine || (engine.readyState === "closed" && !ws?.terminate)) return Promise.resolve();
  return new Promise((resolve) => {
    const closed = (): void => {
      resolve();
    };
    const timer = setTimeout(() => {
      ws?.terminate?.();
      // Requests of polling cannot be ended, but keep no process (`createSocket`); the engine that waits for them does.
      transport?.onClose();
      closed();
    }, closeMs);
    (timer as { unref?: () => void }).unref?.();
    if (engine.readyState === "closed") closed();
    else engine.once("close", closed);
  });
}

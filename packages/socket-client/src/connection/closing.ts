import type { Socket } from "socket.io-client";

/** How long the other end may take to close, in milliseconds. A frozen one would keep a Node process for 30 s. */
const closeMs = 1_000;

/**
 * Ends a connection and waits until it is closed, but not for an end that is frozen.
 *
 * @param socket - Whose connection; `undefined` where there was none yet.
 * @param end - Ends it.
 */
export function closing(socket: Socket | undefined, end: () => void): Promise<void> {
  const engine = socket?.io.engine;
  // Engine.IO forgets it as soon as it closes. In Node it can be ended without the other end.
  const { ws } = (engine?.transport ?? {}) as { readonly ws?: { readonly terminate?: () => void } };
  end();
  if (!engine || (engine.readyState === "closed" && !ws?.terminate)) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      ws?.terminate?.();
      resolve();
    }, closeMs);
    (timer as { unref?: () => void }).unref?.();
    const closed = (): void => {
      resolve();
    };
    if (engine.readyState === "closed") closed();
    else engine.once("close", closed);
  });
}

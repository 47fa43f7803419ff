import { SocketException } from "@carillon/socket-contract";
import type { HistoryPosition } from "./history-store.js";

/** Where a client says that it was, and as which connection. */
export interface ClientPosition extends HistoryPosition {
  /** The id that the client's connection had then. */
  readonly socketId?: string;
}

/**
 * Where a client says that it was.
 *
 * @param since - Anything; `undefined` and `null` are a client that comes for the first time.
 * @throws SocketException `bad_input` when it is no position.
 */
export function positionOf(since: unknown): ClientPosition | undefined {
  if (since === undefined || since === null) return undefined;
  const { epoch, offset, socketId } = since as { [Key in keyof ClientPosition]?: unknown };
  if (isShortText(epoch) && Number.isSafeInteger(offset) && Number(offset) >= 0) {
    const position = { epoch, offset: Number(offset) };
    if (socketId === undefined || socketId === null) return position;
    if (isShortText(socketId)) return { ...position, socketId };
  }
  throw new SocketException("`since` is { epoch, offset } as the server sent it.", { code: "bad_input" });
}

function isShortText(value: unknown): value is string {
  return typeof value === "string" && value.length <= 64;
}

import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import { corkUntilTickEnds } from "./cork.js";
import { textFrame } from "./text-frame.js";

/** What `ws` has below its public interface, as of 8.23; Engine.IO reads some of it too. */
interface WebSocketInternals {
  readonly _socket: Duplex | null;
  /** What was negotiated; compression is the only extension that there is. */
  readonly _extensions: Readonly<Record<string, unknown>>;
}

type Send = Parameters<WebSocket["send"]>;
type OnSent = (error?: Error) => void;

/** The packet that was framed last: a broadcast writes the same one to everybody. */
let lastData = "";
let lastFrame: string | Buffer | undefined;

/** A WebSocket of a server whose messages of one tick leave in one write. */
export class CorkedSocket extends WebSocket {
  #isPlain: boolean | undefined;

  /** As `ws`'s. */
  override send(data: Send[0], onSent?: OnSent): void;
  override send(data: Send[0], options: Send[1], onSent?: OnSent): void;
  override send(data: Send[0], options?: Send[1] | OnSent, onSent?: OnSent): void {
    const { _socket: stream } = this as unknown as WebSocketInternals;
    if (stream !== null) corkUntilTickEnds(stream);
    super.send(data, options as Send[1], onSent);
  }

  /**
   * Writes an Engine.IO message, if that can be done without waiting and without compression.
   *
   * @param data - A packet of Socket.IO's, text.
   * @param isVolatile - Whether it is to be dropped while something else is on its way.
   * @param onSent - Called once it is with the operating system, or with what went wrong.
   * @returns `false` where nothing was done, and the packet has to take the ordinary way.
   */
  writeMessage(data: string, isVolatile: boolean, onSent: OnSent): boolean {
    const { _socket: stream } = this as unknown as WebSocketInternals;
    if (stream === null || this.readyState !== WebSocket.OPEN || !this.#isUncompressed()) return false;
    const { writableLength } = stream;
    if (writableLength >= stream.writableHighWaterMark) return false;
    // As Engine.IO's transport, which is not writable before the last write has ended.
    if (isVolatile && writableLength > 0) return true;
    if (data !== lastData) {
      lastFrame = textFrame(data);
      lastData = lastFrame === undefined ? "" : data;
    }
    if (lastFrame === undefined) return false;
    corkUntilTickEnds(stream);
    stream.write(lastFrame, "latin1", onSent as (error?: Error | null) => void);
    return true;
  }

  #isUncompressed(): boolean {
    return (this.#isPlain ??= Object.keys((this as unknown as WebSocketInternals)._extensions).length === 0);
  }
}

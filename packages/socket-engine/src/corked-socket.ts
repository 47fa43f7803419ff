import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import { uncorkWhenTickEnds } from "./cork.js";
import { textFrame } from "./text-frame.js";

/** What `ws` has below its public interface, as of 8.23; Engine.IO reads some of it too. */
interface WebSocketInternals {
  readonly _socket: Duplex | null;
  /** What was negotiated; compression is the only extension that there is. */
  readonly _extensions: Readonly<Record<string, unknown>>;
}

type Send = Parameters<WebSocket["send"]>;
type OnSent = (error?: Error) => void;
/** As Node's streams call it. */
type AfterWrite = (error?: Error | null) => void;

/** The packet that was framed last: a broadcast writes the same one to everybody. */
let lastData = "";
let lastFrame: string | undefined;

/**
 * A WebSocket of a server whose messages of one tick leave in one write.
 *
 * Messages of {@link CorkedSocket.writeMessage} are kept as one string, beside a stream that holds nothing, and given to the
 * system when the tick ends. Whatever else is sent corks the stream, and puts that string into it first.
 */
export class CorkedSocket extends WebSocket {
  static {
    // `ws` types this getter as a property, which no accessor may override.
    Object.defineProperty(this.prototype, "bufferedAmount", {
      get(this: CorkedSocket): number {
        const inStream = Reflect.get(WebSocket.prototype, "bufferedAmount", this);
        return inStream + this.#held.length + this.#inFlight;
      },
    });
  }

  #isPlain: boolean | undefined;
  /** Frames that leave when the tick ends, as latin1. While there are any, the stream holds nothing. */
  #held = "";
  /** Bytes that the system has not taken yet, and the stream knows nothing of. */
  #inFlight = 0;
  #onSent: OnSent = ignore;

  /** As `ws`'s. */
  override send(data: Send[0], onSent?: OnSent): void;
  override send(data: Send[0], options: Send[1], onSent?: OnSent): void;
  override send(data: Send[0], options?: Send[1] | OnSent, onSent?: OnSent): void {
    const stream = this.#stream;
    if (stream !== null) cork(stream);
    this.release();
    super.send(data, options as Send[1], onSent);
  }

  /** As `ws`'s. */
  override ping(...args: Parameters<WebSocket["ping"]>): void {
    this.release();
    super.ping(...args);
  }

  /** As `ws`'s. */
  override pong(...args: Parameters<WebSocket["pong"]>): void {
    this.release();
    super.pong(...args);
  }

  /** As `ws`'s. */
  override close(...args: Parameters<WebSocket["close"]>): void {
    this.release();
    super.close(...args);
  }

  /** As `ws`'s; what was sent before it leaves. */
  override terminate(): void {
    this.uncork();
    this.#stream?.uncork();
    super.terminate();
  }

  /**
   * Writes an Engine.IO message, if that can be done without waiting and without compression.
   *
   * @param data - A packet of Socket.IO's, text.
   * @param isVolatile - Whether it is to be dropped while something else is on its way.
   * @param onSent - Called with what went wrong, and maybe without anything once it is with the operating system.
   * @returns `false` where nothing was done, and the packet has to take the ordinary way behind {@link release}.
   */
  writeMessage(data: string, isVolatile: boolean, onSent: OnSent): boolean {
    const stream = this.#stream;
    if (stream === null || this.readyState !== WebSocket.OPEN) return false;
    if (!(this.#isPlain ??= this.#prepare(stream))) return false;
    const { writableLength } = stream;
    const waiting = writableLength + this.#held.length + this.#inFlight;
    if (waiting >= stream.writableHighWaterMark) return false;
    // As Engine.IO's transport, which is not writable before the last write has ended.
    if (isVolatile && waiting > 0) return true;
    if (data !== lastData) {
      lastFrame = textFrame(data);
      lastData = lastFrame === undefined ? "" : data;
    }
    if (lastFrame === undefined) return false;
    if (writableLength > 0 || this.#inFlight > 0 || !isStraight(stream)) {
      cork(stream);
      stream.write(lastFrame, "latin1", onSent as AfterWrite);
      return true;
    }
    if (this.#held === "") uncorkWhenTickEnds(this);
    this.#held += lastFrame;
    this.#onSent = onSent;
    return true;
  }

  /** Puts what is held into the stream, where everything that is written later comes behind it. */
  release(): void {
    const held = this.#take();
    if (held !== "") this.#stream?.write(held, "latin1", this.#onSent as AfterWrite);
  }

  /** Gives what is held to the operating system. */
  uncork(): void {
    const held = this.#take();
    if (held === "") return;
    this.#inFlight = held.length;
    // The stream would do the same, with a queue that is empty and a turn of `process.nextTick` for each.
    this.#stream?._write(held, "latin1", this.#afterWrite);
  }

  /** What is held, unless nothing can be written any more. */
  #take(): string {
    const held = this.#held;
    if (held === "") return held;
    this.#held = "";
    return this.#stream?.writable ? held : "";
  }

  readonly #afterWrite: AfterWrite = (error) => {
    this.#inFlight = 0;
    if (!error) return;
    this.#stream?.destroy(error);
    process.nextTick(this.#onSent, error);
  };

  get #stream(): Duplex | null {
    return (this as unknown as WebSocketInternals)._socket;
  }

  /** Whether nothing was negotiated that changes frames. */
  #prepare(stream: Duplex): boolean {
    // `ws` ends the stream when the client has ended its side.
    stream.prependListener("end", () => this.release());
    return Object.keys((this as unknown as WebSocketInternals)._extensions).length === 0;
  }
}

/** Whether a stream writes as Node's own TCP sockets do, at once and in order. */
function isStraight(stream: Duplex): boolean {
  return Object.getPrototypeOf(stream) === Socket.prototype && !Object.hasOwn(stream, "_write");
}

function cork(stream: Duplex): void {
  if (stream.writableCorked > 0) return;
  stream.cork();
  uncorkWhenTickEnds(stream);
}

function ignore(): void {
  // A connection that cannot be written to closes, and says so.
}

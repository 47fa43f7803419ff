import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import { uncorkWhenTickEnds } from "./cork.js";
import { hasExtensions, streamOf, writesAtOnce } from "./socket-io-internals.js";
import type { Reading } from "./socket-io-internals.js";
import { textFrame } from "./text-frame.js";

type Send = Parameters<WebSocket["send"]>;
type OnSent = (error?: Error) => void;
/** As Node's streams call it. */
type AfterWrite = (error?: Error | null) => void;

/** The packet that was framed last: a broadcast writes the same one to many connections. */
let lastData = "";
let lastFrame: string | undefined;

/**
 * A WebSocket of a server whose messages of one tick leave in one write.
 *
 * Messages of {@link CorkedSocket.writeMessage} are kept as one string, beside a stream that holds nothing, and given to the
 * operating system when the tick ends. Every other way of sending corks the stream, and puts that string into it first.
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

  /** Where its messages go, if they go straight. */
  reading: Reading | undefined;
  #isPlain: boolean | undefined;
  /** Frames that leave when the tick ends, as latin1. While there are any, the stream holds nothing. */
  #held = "";
  /** Bytes of direct messages that the operating system has not taken yet, which the stream does not count. */
  #inFlight = 0;
  /** Writes of direct messages to the stream that have not ended. */
  #inStream = 0;
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
   * @param onSent - Called with the error when the write fails.
   * @returns `false` where nothing was done, and the packet has to take the ordinary way behind {@link release}.
   */
  writeMessage(data: string, onSent: OnSent): boolean {
    const stream = this.#stream;
    if (stream === null || this.readyState !== WebSocket.OPEN) return false;
    if (!(this.#isPlain ??= this.#prepare(stream))) return false;
    const { writableLength } = stream;
    const waiting = writableLength + this.#held.length + this.#inFlight;
    if (waiting >= stream.writableHighWaterMark) return false;
    if (data !== lastData) {
      lastFrame = textFrame(data);
      lastData = lastFrame === undefined ? "" : data;
    }
    if (lastFrame === undefined) return false;
    this.#onSent = onSent;
    if (writableLength > 0 || this.#inFlight > 0 || !writesAtOnce(stream)) {
      cork(stream);
      this.#writeToStream(stream, lastFrame);
      return true;
    }
    if (this.#held === "") uncorkWhenTickEnds(this);
    this.#held += lastFrame;
    return true;
  }

  /** Whether a message of {@link writeMessage} is not with the operating system yet: Engine.IO's transport would not be writable. */
  get isSending(): boolean {
    return this.#held !== "" || this.#inFlight > 0 || this.#inStream > 0;
  }

  /** Moves the held frames into the stream, where everything that is written later comes behind them. */
  release(): void {
    const held = this.#take();
    const stream = this.#stream;
    if (held !== "" && stream !== null) this.#writeToStream(stream, held);
  }

  /** Gives the held frames to the operating system. */
  uncork(): void {
    const held = this.#take();
    if (held === "") return;
    this.#inFlight = held.length;
    // The stream would do the same, with a queue that is empty and a turn of `process.nextTick` for each.
    this.#stream?._write(held, "latin1", this.#afterWrite);
  }

  /** The held frames, unless nothing can be written any more. */
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

  #writeToStream(stream: Duplex, frames: string): void {
    this.#inStream++;
    stream.write(frames, "latin1", this.#afterStreamWrite);
  }

  readonly #afterStreamWrite: AfterWrite = (error) => {
    this.#inStream--;
    if (error) this.#onSent(error);
  };

  get #stream(): Duplex | null {
    return streamOf(this);
  }

  /** Whether nothing was negotiated that changes frames. */
  #prepare(stream: Duplex): boolean {
    // `ws` ends the stream when the client has ended its side.
    stream.prependListener("end", () => this.release());
    return !hasExtensions(this);
  }
}

function cork(stream: Duplex): void {
  if (stream.writableCorked > 0) return;
  stream.cork();
  uncorkWhenTickEnds(stream);
}

function ignore(): void {
  // A connection that cannot be written to closes by itself, with an event.
}

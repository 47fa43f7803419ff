import { EventEmitter } from "events";

type Done = (error?: Error | null) => void;

interface DuplexOptions {
  readonly write?: (chunk: Uint8Array, encoding: string, done: Done) => void;
  readonly destroy?: (error: Error | null, done: Done) => void;
}

/** A stream that hands on at once what is written to it: in memory nothing has to wait. */
export class Duplex extends EventEmitter {
  readonly #options: DuplexOptions;
  destroyed = false;

  constructor(options: DuplexOptions = {}) {
    super();
    this.#options = options;
  }

  write(chunk: string | Uint8Array): boolean {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    this.#options.write?.(bytes, "buffer", () => undefined);
    return true;
  }

  end(chunk?: string | Uint8Array): this {
    if (chunk !== undefined) this.write(chunk);
    return this.destroy();
  }

  destroy(error: Error | null = null): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    this.#options.destroy?.(error, () => this.emit("close"));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }
}

export {
  Duplex as Readable,
  Duplex as Writable,
  Duplex as Transform,
  Duplex as PassThrough,
  Duplex as Stream,
};

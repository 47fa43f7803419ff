import type { Socket } from "socket.io";
import type { Handshake } from "./credentials.js";
import { scrubLogContext } from "@carillon/socket-scrub";

/** The handshakes as they arrived, beyond the reach of logs, adapters and `fetchSockets()`. */
const originals = new WeakMap<Socket, Handshake>();

/**
 * Takes the credentials out of sight: `socket.handshake` becomes a copy in which they are masked.
 *
 * @returns The handshake as it arrived. `socket.request` is left alone, so HTTP session middleware keeps working.
 */
export function concealHandshake(socket: Socket): Handshake {
  const known = originals.get(socket);
  if (known !== undefined) return known;
  const original = socket.handshake;
  originals.set(socket, original);
  (socket as { handshake: Handshake }).handshake = new MaskedHandshake(original) as object as Handshake;
  return original;
}

/** Gives the original. Behind a function, so that no way of printing an object's hidden properties shows it. */
const originalOf: unique symbol = Symbol("carillon.handshake") as never;

/**
 * A handshake whose parts are masked when they are first read: for most connections that is never.
 *
 * They are properties of its own, so that spreading, `JSON.stringify` and what adapters send hold them all.
 */
class MaskedHandshake {
  declare readonly [originalOf]: () => Handshake;

  constructor(original: Handshake) {
    Object.defineProperty(this, originalOf, { value: () => original });
    for (const key of Object.keys(original)) {
      const part = maskedParts[key];
      if (part === undefined) (this as Record<string, unknown>)[key] = original[key as keyof Handshake];
      else Object.defineProperty(this, key, part);
    }
  }

  /** `console.log` would show that there are getters, and not what they give. */
  [Symbol.for("nodejs.util.inspect.custom")](): object {
    return Object.assign({}, this);
  }
}

/** The same functions for all handshakes, so that all have one hidden class. */
const maskedParts: Readonly<Record<string, PropertyDescriptor>> = Object.assign(
  Object.create(null) as object,
  {
    auth: maskedPart("auth"),
    query: maskedPart("query"),
    headers: maskedPart("headers"),
    url: maskedPart("url"),
  },
);

function maskedPart(name: "auth" | "query" | "headers" | "url"): PropertyDescriptor {
  return {
    enumerable: true,
    configurable: true,
    get(this: MaskedHandshake): unknown {
      const masked: unknown = scrubLogContext(this[originalOf]()[name]);
      replace(this, name, masked);
      return masked;
    },
    set(this: MaskedHandshake, value: unknown) {
      replace(this, name, value);
    },
  };
}

function replace(handshake: object, name: string, value: unknown): void {
  Object.defineProperty(handshake, name, { value, enumerable: true, configurable: true, writable: true });
}

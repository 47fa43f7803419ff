import { taken, takeField } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";
import type { Handshake } from "./credentials.js";
import { scrubLogContext } from "@carillon/socket-scrub";
import { replaceHandshake } from "../socket-io-internals.js";

/**
 * Takes the credentials out of sight: `socket.handshake` becomes a copy in which they are masked.
 *
 * @returns The handshake as it arrived. `socket.request` is left alone, so HTTP session middleware keeps working.
 */
export function concealHandshake(socket: Socket): Handshake {
  const shown: Handshake & Partial<MaskedHandshake> = socket.handshake;
  const known = shown[originalKey];
  if (known !== undefined) return known.read();
  replaceHandshake(socket, new MaskedHandshake(shown));
  return shown;
}

/** Gives the original. Behind a private field, so that no way of printing an object's hidden properties shows it. */
class Original {
  readonly #handshake: Handshake;

  constructor(handshake: Handshake) {
    this.#handshake = handshake;
  }

  read(): Handshake {
    return this.#handshake;
  }
}

const originalKey: unique symbol = Symbol("carillon.handshake") as never;

/**
 * A handshake whose parts are masked when they are first read: for most connections that is never.
 *
 * They are properties of its own, so that spreading, `JSON.stringify` and what adapters send hold them all.
 */
class MaskedHandshake {
  declare readonly [originalKey]: Original;

  constructor(original: Handshake) {
    Object.defineProperty(this, originalKey, { value: new Original(original) });
    for (const key of Object.keys(original)) {
      const part = maskedParts[key];
      if (part === undefined) (this as Record<string, unknown>)[key] = original[key as keyof Handshake];
      else Object.defineProperty(this, key, part);
    }
  }

  /** Gives away what is no credential, from the original and from what may have been masked of it already. */
  [takeField](field: string): unknown {
    if (field !== "join") return undefined;
    const masked: unknown = Object.getOwnPropertyDescriptor(this, "auth")?.value;
    if (masked !== undefined) taken(masked, field);
    return taken(this[originalKey].read().auth, field);
  }

  /** `console.log` would show that there are getters, and not what they give. */
  [Symbol.for("nodejs.util.inspect.custom")](): object {
    return Object.assign({}, this);
  }
}

/** `pid` names a session that connection state recovery would restore. */
const authSecrets = { keys: ["pid"] };

/** The same functions for all handshakes, so that all have one hidden class. */
const maskedParts: Readonly<Record<string, PropertyDescriptor>> = Object.assign(
  Object.create(null) as object,
  {
    auth: maskedPart("auth", (auth) => scrubLogContext(auth, authSecrets)),
    query: maskedPart("query", scrubLogContext),
    headers: maskedPart("headers", scrubLogContext),
    url: maskedPart("url", (url) => scrubLogContext(withPlainNames(String(url)))),
  },
);

function maskedPart(
  name: "auth" | "query" | "headers" | "url",
  maskOf: (part: unknown) => unknown,
): PropertyDescriptor {
  return {
    enumerable: true,
    configurable: true,
    get(this: MaskedHandshake): unknown {
      const masked = maskOf(this[originalKey].read()[name]);
      replace(this, name, masked);
      return masked;
    },
    set(this: MaskedHandshake, value: unknown) {
      replace(this, name, value);
    },
  };
}

/** `?%74oken=` is read as `token`, so it has to be masked as one. */
function withPlainNames(url: string): string {
  return url.replace(/([?&])([^=&#]*%[^=&#]*)/g, (parameter, before: string, name: string) => {
    const plain = decoded(name);
    return plain !== undefined && /^[\w.[\]-]+$/.test(plain) ? before + plain : parameter;
  });
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function replace(handshake: object, name: string, value: unknown): void {
  Object.defineProperty(handshake, name, { value, enumerable: true, configurable: true, writable: true });
}

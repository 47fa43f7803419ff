import { ByteBuffer } from "./buffer.js";

export function randomBytes(size: number, done?: (error: null, bytes: ByteBuffer) => void): ByteBuffer {
  const bytes = crypto.getRandomValues(ByteBuffer.alloc(size));
  done?.(null, bytes);
  return bytes;
}

export function randomUUID(): string {
  return crypto.randomUUID();
}

/** Tells texts apart and is no secret: what a page compares by it is its own. */
class Digest {
  readonly #parts: string[] = [];

  update(part: string | Uint8Array): this {
    this.#parts.push(typeof part === "string" ? part : ByteBuffer.from(part).toString("hex"));
    return this;
  }

  digest(encoding?: "hex" | "base64" | "base64url"): ByteBuffer | string {
    const text = this.#parts.join("");
    const bytes = ByteBuffer.alloc(32);
    for (let lane = 0; lane < 32; lane++) {
      let hash = 2166136261 ^ lane;
      for (let index = 0; index < text.length; index++) {
        hash = Math.imul(hash ^ text.charCodeAt(index), 16777619);
      }
      bytes[lane] = (hash ^ (hash >>> 15)) & 255;
    }
    return encoding === undefined ? bytes : bytes.toString(encoding);
  }
}

export function createHash(): Digest {
  return new Digest();
}

export function timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** What no value here is an instance of. */
export class KeyObject {
  readonly type = "absent";
}

export function createPublicKey(): never {
  throw new Error("Keys of JWTs are not on this page; they are in Node.");
}

export default { randomBytes, randomUUID, createHash, timingSafeEqual };

type Encoding = "utf8" | "latin1" | "hex" | "base64" | "base64url";

const Bytes = Uint8Array as new (from: number | ArrayBuffer | ArrayLike<number>) => Uint8Array<ArrayBuffer>;

/** The part of Node's `Buffer` that Socket.IO and Carillon use. */
export class ByteBuffer extends Bytes {
  static from(value: unknown, encoding: unknown = "utf8"): ByteBuffer {
    if (typeof value === "string") return new ByteBuffer(bytesOf(value, encoding as Encoding));
    if (value instanceof ArrayBuffer) return new ByteBuffer(value.slice());
    return new ByteBuffer(Array.from(value as ArrayLike<number>));
  }

  static alloc(size: number): ByteBuffer {
    return new ByteBuffer(size);
  }

  static allocUnsafe(size: number): ByteBuffer {
    return new ByteBuffer(size);
  }

  static isBuffer(value: unknown): value is ByteBuffer {
    return value instanceof ByteBuffer;
  }

  static byteLength(value: string | Uint8Array): number {
    return typeof value === "string" ? new TextEncoder().encode(value).length : value.byteLength;
  }

  static concat(parts: readonly Uint8Array[]): ByteBuffer {
    return ByteBuffer.from(parts.flatMap((part) => Array.from(part)));
  }

  override toString(encoding: Encoding = "utf8"): string {
    if (encoding === "utf8") return new TextDecoder().decode(this);
    if (encoding === "hex") return Array.from(this, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const latin = Array.from(this, (byte) => String.fromCharCode(byte)).join("");
    if (encoding === "latin1") return latin;
    const base64 = btoa(latin);
    return encoding === "base64"
      ? base64
      : base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  }
}

function bytesOf(text: string, encoding: Encoding): Uint8Array<ArrayBuffer> {
  if (encoding === "utf8") return new TextEncoder().encode(text);
  if (encoding === "hex") {
    return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  }
  const latin = encoding === "latin1" ? text : atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(latin, (sign) => sign.charCodeAt(0));
}

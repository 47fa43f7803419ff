import { SocketException } from "@carillon/socket-contract";
import { UsageError } from "@carillon/socket-contract/server";
import type { Step } from "../dispatch/call.js";

/** The largest payload that a route accepts. What is not given is not limited. */
export interface PayloadLimits {
  /** Most bytes: of UTF-8 text, binary data and 8 for each number or other scalar. */
  readonly bytes?: number;
  /** Most levels of arrays and objects; a flat object has one. */
  readonly depth?: number;
  /** Most keys and array elements in all. */
  readonly keys?: number;
}

/** Refuses a payload over the limits before anything looks at it. */
export function limitPayload(limits: PayloadLimits, next: Step): Step {
  checkLimits(limits);
  return function runLimits(call) {
    const exceeded = exceededLimit(limits, call.payload, ...call.extra);
    if (exceeded !== undefined) {
      throw new SocketException(
        `The payload is too large: more than ${String(limits[exceeded])} ${exceeded}.`,
        {
          code: "payload_too_large",
          data: { limit: exceeded, max: limits[exceeded] },
        },
      );
    }
    return next(call);
  };
}

/**
 * Which limit an event exceeds, if any.
 *
 * @param limits - See {@link PayloadLimits}.
 * @param sent - Anything that came off the wire: the payload, and what was sent behind it.
 */
export function exceededLimit(limits: PayloadLimits, ...sent: unknown[]): keyof PayloadLimits | undefined {
  return measure(limits, sent).exceeded;
}

/**
 * How much memory a value takes, roughly: UTF-8 text, binary data and 8 bytes for each number or other scalar.
 *
 * @param sent - What came off the wire or goes onto it. Behind a million keys it is not counted any further.
 */
export function payloadBytes(...sent: unknown[]): number {
  return measure({ keys: 1_000_000 }, sent).bytes;
}

/** Walks with a stack of its own, so that no depth can overflow the engine's. */
function measure(
  limits: PayloadLimits,
  sent: readonly unknown[],
): { readonly bytes: number; readonly exceeded: keyof PayloadLimits | undefined } {
  const { bytes: maxBytes = Infinity, depth: maxDepth = Infinity, keys: maxKeys = Infinity } = limits;
  const values = [...sent];
  const depths: number[] = sent.map(() => 1);
  let bytes = 0;
  let keys = 0;

  while (values.length > 0) {
    const value = values.pop();
    const depth = depths.pop() ?? 0;
    bytes += ownBytes(value);
    if (bytes > maxBytes) return { bytes, exceeded: "bytes" };
    if (typeof value !== "object" || value === null || isBinary(value)) continue;
    if (depth > maxDepth) return { bytes, exceeded: "depth" };
    for (const [key, item] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
      if (++keys > maxKeys) return { bytes, exceeded: "keys" };
      if (typeof key === "string") bytes += Buffer.byteLength(key);
      values.push(item);
      depths.push(depth + 1);
    }
  }
  return { bytes, exceeded: bytes > maxBytes ? "bytes" : undefined };
}

function ownBytes(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (isBinary(value)) return value.byteLength;
  return typeof value === "object" ? 2 : 8;
}

function isBinary(value: unknown): value is ArrayBuffer | ArrayBufferView {
  return value instanceof ArrayBuffer || ArrayBuffer.isView(value);
}

function checkLimits(limits: PayloadLimits): void {
  for (const [name, max] of Object.entries(limits) as [string, unknown][]) {
    if (!["bytes", "depth", "keys"].includes(name)) {
      throw new UsageError("E_UNKNOWN_OPTION", `limits has no "${name}"; it takes bytes, depth and keys.`);
    }
    if (typeof max !== "number" || !(max >= 0)) {
      throw new UsageError("E_BAD_OPTION", `limits.${name} is a number of at least 0; got ${String(max)}.`);
    }
  }
}

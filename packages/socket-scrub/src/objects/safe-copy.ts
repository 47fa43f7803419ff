import { inheritedMembers } from "./inherited-members.js";
import { isSecretList } from "./secret-keys.js";
import type { IsSecretKey } from "./secret-keys.js";
import { scrubTokenString } from "../text/scrub-token-string.js";
import { secretItems } from "./secret-items.js";
import { isSecretUnder } from "../text/secret-name.js";
import { redacted } from "../text/text-rule.js";

/** How a copy is made. */
export interface CopyPolicy {
  /** Tells which property names announce a secret. */
  readonly isSecretKey: IsSecretKey;
  /** Levels that are copied; what lies deeper becomes `"[too deep]"`. */
  readonly maxDepth: number;
  /** Values that are copied in all; what comes after becomes `"[too large]"`. */
  readonly maxValues: number;
  /** Whether the copy is plain JSON data, for storing; otherwise errors and dates stay what they are, for logging. */
  readonly isJson: boolean;
  /** Whether JSON data has the stacks of errors. Default `false`. */
  readonly hasStacks?: boolean;
}

/** The copy of a value that JSON leaves out. */
const omitted: unique symbol = Symbol("omitted");

/** Names through which a careless merge changes a prototype. */
const pollutingKeys: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Copies any value, secrets masked, without ever throwing or touching the original.
 *
 * @param value - Anything: cyclic, deep, with throwing getters, a revoked proxy.
 * @param policy - Limits and kind of the copy.
 * @returns The copy. Strings and other primitives are their own copy.
 */
export function safeCopy(value: unknown, policy: CopyPolicy): unknown {
  const copied = new SafeCopy(policy).copy(value, 0);
  return copied === omitted ? null : copied;
}

class SafeCopy {
  readonly #policy: CopyPolicy;
  /** The objects between the root and here; meeting one of them again is a cycle. */
  readonly #path = new Set<object>();
  #values = 0;

  constructor(policy: CopyPolicy) {
    this.#policy = policy;
  }

  copy(value: unknown, depth: number): unknown {
    switch (typeof value) {
      case "string":
        return scrubTokenString(value);
      case "number":
        return Number.isFinite(value) || !this.#policy.isJson ? value : null;
      case "boolean":
        return value;
      case "bigint":
        return value.toString();
      case "object":
        return value === null ? null : this.#copyObject(value, depth);
      case "function":
        return this.#policy.isJson ? omitted : "[function]";
      case "symbol":
        return this.#policy.isJson ? omitted : "[symbol]";
      case "undefined":
        return this.#policy.isJson ? omitted : undefined;
    }
  }

  #copyObject(value: object, depth: number): unknown {
    if (this.#path.has(value)) return "[circular]";
    if (depth >= this.#policy.maxDepth) return "[too deep]";
    if (++this.#values > this.#policy.maxValues) return "[too large]";
    this.#path.add(value);
    try {
      return this.#copyKind(value, depth + 1);
    } catch {
      // A getter, a proxy or a `toJSON` that throws: the rest of the record matters more than this value.
      return "[unreadable]";
    } finally {
      this.#path.delete(value);
    }
  }

  #copyKind(value: object, depth: number): unknown {
    if (Array.isArray(value)) return this.#copyArray(value, depth);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
      return `[binary, ${value.byteLength} bytes]`;
    if (value instanceof Error) return this.#copyError(value, depth);
    if (value instanceof Date) return this.#copyDate(value);
    // The methods of the language: an instance may have others, without end.
    if (value instanceof Map) return this.#copyMap(value, depth);
    if (value instanceof Set) return this.#copyList(Set.prototype.values.call(value), depth);
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === "function") return this.copy(Reflect.apply(toJSON, value, []), depth);
    return this.#copyProperties(value, {}, depth);
  }

  /** A list may hold names and values in turns: command lines, raw headers. */
  #copyArray(list: readonly unknown[], depth: number): unknown[] {
    const secrets = secretItems(list, this.#policy.isSecretKey);
    if (secrets === undefined) return this.#copyList(Array.prototype.values.call(list), depth);
    return this.#copyList(
      list.map((item, at) => (secrets.has(at) ? redacted : item)),
      depth,
    );
  }

  #copyList(list: Iterable<unknown>, depth: number): unknown[] {
    const copies: unknown[] = [];
    for (const item of list) {
      if (!this.#hasRoom()) {
        copies.push("[too large]");
        break;
      }
      const copy = this.copy(item, depth);
      copies.push(copy === omitted ? null : copy);
    }
    return copies;
  }

  #copyDate(date: Date): unknown {
    const time = new Date(Date.prototype.getTime.call(date));
    if (!this.#policy.isJson) return time;
    return Number.isNaN(time.getTime()) ? null : time.toISOString();
  }

  #copyMap(map: ReadonlyMap<unknown, unknown>, depth: number): unknown {
    const copy = {};
    for (const [key, value] of Map.prototype.entries.call(map)) {
      if (typeof key !== "string" && typeof key !== "number") {
        return this.#copyList(Map.prototype.entries.call(map), depth);
      }
      if (!this.#hasRoom()) return markTooLarge(copy);
      this.#define(copy, String(key), value, depth);
    }
    return copy;
  }

  #copyError(error: Error, depth: number): unknown {
    return this.#policy.isJson ? this.#copyErrorAsData(error, depth) : this.#copyErrorAsError(error, depth);
  }

  #copyErrorAsData(error: Error, depth: number): object {
    const copy = {};
    for (const key of ["name", "message", "stack", "cause", "errors"]) {
      if (key === "stack" && this.#policy.hasStacks !== true) continue;
      if (key === "name" || key === "message" || Object.hasOwn(error, key)) {
        this.#define(copy, key, read(error, key), depth);
      }
    }
    return this.#copyProperties(error, copy, depth);
  }

  /**
   * Keeps an error an error of its class, so that loggers print it as one.
   *
   * Its data lies in own properties, and so does everything that its class computes: a getter or a `toJSON` of a class with
   * private fields throws on anything but an instance, and a logger that meets such an error loses the line.
   */
  #copyErrorAsError(error: Error, depth: number): object {
    const copy = Object.create(Object.getPrototypeOf(error) as object) as object;
    for (const key of ["name", "message", "stack", "cause", "errors"]) {
      if (Object.hasOwn(error, key)) this.#define(copy, key, read(error, key), depth, false);
    }
    for (const { key, kind, enumerable } of inheritedMembers(error)) {
      if (Object.hasOwn(copy, key)) continue;
      if (kind === "data" && typeof key === "string")
        this.#define(copy, key, read(error, key), depth, enumerable);
      else
        Object.defineProperty(copy, key, {
          value: this.#computed(error, key, kind, depth),
          configurable: true,
        });
    }
    return this.#copyProperties(error, copy, depth);
  }

  /** Replaces a member that only works on an instance. */
  #computed(error: Error, key: string | symbol, kind: "data" | "method", depth: number): unknown {
    if (kind === "data") return this.copy(read(error, key), depth);
    if (key === "toString") {
      const text = `${textOf(error, "name")}: ${textOf(error, "message")}`;
      return () => text;
    }
    if (key !== "toJSON") return undefined;
    const data = this.copy(call(error, key), depth);
    return () => data;
  }

  #copyProperties(value: object, copy: object, depth: number): object {
    for (const key of Object.keys(value)) {
      if (Object.hasOwn(copy, key)) continue;
      if (!this.#hasRoom()) return markTooLarge(copy);
      this.#define(copy, key, read(value, key), depth);
    }
    return copy;
  }

  /** Counts one more value, if there may be one more. */
  #hasRoom(): boolean {
    if (this.#values > this.#policy.maxValues) return false;
    this.#values += 1;
    return true;
  }

  #define(copy: object, key: string, value: unknown, depth: number, enumerable = true): void {
    if (pollutingKeys.has(key)) return;
    const isSecret =
      this.#policy.isSecretKey(key) ||
      (typeof value === "object" && isSecretList(key)) ||
      (typeof value === "string" && isSecretUnder(key, value, "json", true));
    const safe = isSecret ? this.#mask(value, depth) : this.copy(value, depth);
    if (safe === omitted) return;
    Object.defineProperty(copy, scrubTokenString(key), {
      value: safe,
      enumerable,
      writable: true,
      configurable: true,
    });
  }

  /** A value under a secret's name is masked whole, unless it cannot hold one. */
  #mask(value: unknown, depth: number): unknown {
    const isHarmless = value === null || value === undefined || typeof value === "boolean" || value === "";
    return isHarmless || typeof value === "function" ? this.copy(value, depth) : redacted;
  }
}

function markTooLarge(copy: object): object {
  return Object.defineProperty(copy, "[too large]", { value: true, enumerable: true });
}

function read(value: object, key: string | symbol): unknown {
  try {
    return (value as Record<string | symbol, unknown>)[key];
  } catch {
    return "[unreadable]";
  }
}

function call(value: object, key: string): unknown {
  try {
    return (value as Record<string, () => unknown>)[key]?.();
  } catch {
    return "[unreadable]";
  }
}

function textOf(error: Error, key: "name" | "message"): string {
  const text = read(error, key);
  return typeof text === "string" ? scrubTokenString(text) : "[unreadable]";
}

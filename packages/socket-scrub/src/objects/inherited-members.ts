/** A member that an object has from its class. */
export interface InheritedMember {
  readonly key: string | symbol;
  /** `"data"` for values and getters, `"method"` for functions that runtimes and loggers call by themselves. */
  readonly kind: "data" | "method";
  readonly enumerable: boolean;
}

/** Methods that `JSON.stringify`, string conversion and `console` call. */
const calledByOthers: ReadonlySet<string | symbol> = new Set<string | symbol>([
  "toJSON",
  "toString",
  "valueOf",
  Symbol.toPrimitive,
  Symbol.for("nodejs.util.inspect.custom"),
]);

/** Classes above an error that are looked at. */
const maxClasses = 16;

/**
 * Lists what an error inherits from its classes, without the language's own `Error` and `Object`.
 *
 * @throws What a proxy's traps throw.
 */
export function inheritedMembers(error: Error): InheritedMember[] {
  const members = new Map<string | symbol, InheritedMember>();
  let prototype = Object.getPrototypeOf(error) as object | null;
  for (let left = maxClasses; left > 0 && isOwnClass(prototype); left--) {
    for (const key of Reflect.ownKeys(prototype)) {
      const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
      const kind = typeof descriptor?.value === "function" ? "method" : "data";
      if (kind === "method" && !calledByOthers.has(key)) continue;
      if (!members.has(key)) members.set(key, { key, kind, enumerable: descriptor?.enumerable ?? false });
    }
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return [...members.values()];
}

function isOwnClass(prototype: object | null): prototype is object {
  return prototype !== null && prototype !== Error.prototype && prototype !== Object.prototype;
}

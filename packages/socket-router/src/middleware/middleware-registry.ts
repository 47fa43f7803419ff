import { gateOf, nearestName, UsageError } from "@carillon/socket-contract/server";
import type { Gate } from "@carillon/socket-contract/server";
import { isClass } from "../registration/controllers.js";
import type { Middleware, MiddlewareFactory, MiddlewareReference } from "./middleware.js";
import type { NamedMiddleware } from "./middleware-run.js";

/** Knows the named middleware and finds the function that a reference means. */
export class MiddlewareRegistry {
  readonly #factories = new Map<string, MiddlewareFactory>();

  register(name: string, factory: MiddlewareFactory): void {
    if (typeof name !== "string" || !/^[\w.-]+$/.test(name)) {
      throw new UsageError(
        "E_BAD_MIDDLEWARE_NAME",
        `A middleware's name is letters, digits, ".", "-" and "_"; got "${name}".`,
      );
    }
    if (typeof factory !== "function") {
      throw new UsageError(
        "E_BAD_MIDDLEWARE",
        `Middleware "${name}" is registered with a factory: Route.middleware("${name}", () => middleware).`,
      );
    }
    this.#factories.set(name, factory);
  }

  /** Knows the same names as another one, beside its own. */
  copyFrom(other: MiddlewareRegistry): void {
    for (const [name, factory] of other.#factories)
      if (!this.#factories.has(name)) this.#factories.set(name, factory);
  }

  /**
   * Finds the middleware behind a reference.
   *
   * @throws UsageError `E_UNKNOWN_MIDDLEWARE` for an unknown name, with the nearest known one.
   */
  resolve(reference: MiddlewareReference): NamedMiddleware {
    const found =
      typeof reference === "string" ? this.#byName(reference) : runnable(reference, "A middleware");
    return { name: middlewareName(reference), ...found };
  }

  #byName(reference: string): Runnable {
    const { name, args } = parseReference(reference);
    const factory = this.#factories.get(name);
    if (factory === undefined) {
      const known = [...this.#factories.keys()];
      const nearest = nearestName(name, known);
      throw new UsageError(
        "E_UNKNOWN_MIDDLEWARE",
        `there is no middleware "${name}"${nearest ? `; did you mean "${nearest}"?` : `. Known: ${known.join(", ") || "none"}.`}` +
          ` Register it with Route.middleware("${name}", factory).`,
      );
    }
    return runnable(factory(...args), `What the factory of "${name}" made`);
  }
}

interface Runnable {
  readonly run: Middleware;
  readonly afterValidation: boolean;
  readonly gate: Gate | undefined;
}

/** `"throttle:60,1m"` as name and arguments. */
export function parseReference(reference: string): { name: string; args: string[] } {
  const colon = reference.indexOf(":");
  if (colon < 0) return { name: reference, args: [] };
  const args = reference.slice(colon + 1);
  return {
    name: reference.slice(0, colon),
    args: args === "" ? [] : args.split(",").map((arg) => arg.trim()),
  };
}

/** The name by which tools and logs know a middleware. */
export function middlewareName(reference: MiddlewareReference): string {
  if (typeof reference === "string") return reference;
  if (typeof reference === "function") return reference.name || "(anonymous)";
  return (reference as { constructor?: { name?: string } }).constructor?.name ?? "(object)";
}

function runnable(value: unknown, what: string): Runnable {
  if (isClass(value)) {
    throw new UsageError("E_BAD_MIDDLEWARE", `${what} is a class; pass an instance: new ${value.name}().`);
  }
  const { handle, afterValidation } = (value ?? {}) as { handle?: unknown; afterValidation?: unknown };
  const run: unknown =
    typeof value === "function" ? value : typeof handle === "function" ? handle.bind(value) : undefined;
  if (run === undefined) {
    throw new UsageError(
      "E_BAD_MIDDLEWARE",
      `${what} is a function ({ socket, payload, context, io, next }) or an object with handle().`,
    );
  }
  return { run: run as Middleware, afterValidation: afterValidation === true, gate: gateOf(value) };
}

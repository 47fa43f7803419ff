import { gateOf, nearestName, UsageError } from "@carillon/socket-contract/server";
import type { Gate } from "@carillon/socket-contract/server";
import { isClass } from "../registration/controllers.js";
import type { Middleware, MiddlewareFactory, MiddlewareReference } from "./middleware.js";
import type { NamedMiddleware } from "./middleware-run.js";

/** Knows the named middleware and finds the function that a reference means. */
export class MiddlewareRegistry {
  readonly #factories = new Map<string, MiddlewareFactory>();
  readonly #builtIns = new Set<string>();

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
    const known = this.#factories.get(name);
    if (known !== undefined && known !== factory) throw this.#taken(name, this.#builtIns.has(name));
    this.#factories.set(name, factory);
  }

  /**
   * Names a middleware of Carillon's own, again at each attach.
   *
   * @throws UsageError `E_DUPLICATE_MIDDLEWARE` where the application has taken the name.
   */
  registerBuiltIn(name: string, factory: MiddlewareFactory): void {
    if (this.#factories.has(name) && !this.#builtIns.has(name)) throw this.#taken(name, true);
    this.#builtIns.add(name);
    this.#factories.set(name, factory);
  }

  /** Knows the same names as another one, beside its own. */
  copyFrom(other: MiddlewareRegistry): void {
    for (const [name, factory] of other.#factories) {
      if (!this.#factories.has(name) && !other.#builtIns.has(name)) this.#factories.set(name, factory);
    }
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

  #taken(name: string, isBuiltIn: boolean): UsageError {
    return new UsageError(
      "E_DUPLICATE_MIDDLEWARE",
      isBuiltIn
        ? `The middleware "${name}" is Carillon's own; give yours another name.`
        : `There is a middleware "${name}" already; rename one or remove one.`,
    );
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
    return runnable(made(name, factory, args), `What the factory of "${name}" made`);
  }
}

/** Calls a factory; one that is the middleware itself fails at once, and is told so. */
function made(name: string, factory: MiddlewareFactory, args: readonly string[]): unknown {
  try {
    return factory(...args);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      "E_BAD_MIDDLEWARE",
      `The factory of "${name}" failed: ${error instanceof Error ? error.message : String(error)}. It gets the arguments behind the ` +
        `colon and returns the middleware: Route.middleware("${name}", () => middleware).`,
      { cause: error },
    );
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

/**
 * Checks a middleware where it is registered; names are looked up when the routes are sealed.
 *
 * @throws UsageError `E_BAD_MIDDLEWARE` for what is none, and for a function in the shape of Express or of `io.use`.
 */
export function checkMiddleware(reference: unknown): void {
  if (typeof reference === "string" && reference !== "") return;
  if (typeof reference === "function" && !isClass(reference) && reference.length > 1) {
    throw new UsageError(
      "E_BAD_MIDDLEWARE",
      `A middleware of events takes one object, ({ socket, payload, context, io, next }) => next(); this one has ` +
        `${String(reference.length)} parameters. For handshakes, write Socket.use((socket, next) => ...).`,
    );
  }
  runnable(reference, "A middleware");
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

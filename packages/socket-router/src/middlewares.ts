import { nearestName } from "@carillon/socket-contract/server";
import { isClass } from "./controllers.js";
import type { Middleware, MiddlewareFactory, MiddlewareReference } from "./types.js";

/** Knows the named middleware and finds the function that a reference means. */
export class Middlewares {
  readonly #factories = new Map<string, MiddlewareFactory>();

  register(name: string, factory: MiddlewareFactory): void {
    if (typeof name !== "string" || !/^[\w.-]+$/.test(name)) {
      throw new TypeError(`A middleware's name is letters, digits, ".", "-" and "_"; got "${name}".`);
    }
    if (typeof factory !== "function") {
      throw new TypeError(
        `Middleware "${name}" is registered with a factory: Route.middleware("${name}", () => middleware).`,
      );
    }
    this.#factories.set(name, factory);
  }

  /**
   * Finds the middleware behind a reference.
   *
   * @throws TypeError for an unknown name, with the nearest known one.
   */
  resolve(reference: MiddlewareReference): Middleware {
    if (typeof reference === "string") return this.#byName(reference);
    return functionOf(reference, "A middleware");
  }

  #byName(reference: string): Middleware {
    const { name, args } = parseReference(reference);
    const factory = this.#factories.get(name);
    if (factory === undefined) {
      const known = [...this.#factories.keys()];
      const nearest = nearestName(name, known);
      throw new TypeError(
        `there is no middleware "${name}"${nearest ? `; did you mean "${nearest}"?` : `. Known: ${known.join(", ") || "none"}.`}` +
          ` Register it with Route.middleware("${name}", factory).`,
      );
    }
    return functionOf(factory(...args), `What the factory of "${name}" made`);
  }
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

function functionOf(value: unknown, what: string): Middleware {
  if (isClass(value)) throw new TypeError(`${what} is a class; pass an instance: new ${value.name}().`);
  if (typeof value === "function") return value as Middleware;
  const handle: unknown = (value as { handle?: unknown } | null | undefined)?.handle;
  if (typeof handle === "function") return handle.bind(value) as Middleware;
  throw new TypeError(
    `${what} is a function ({ socket, payload, context, io, next }) or an object with handle().`,
  );
}

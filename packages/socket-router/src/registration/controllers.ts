import { nearestName, UsageError } from "@carillon/socket-contract/server";
import type { ControllerClass, Handler, HandlerReference } from "./handler.js";

/** Builds the one instance of a controller class; where a dependency-injection container plugs in. */
export type ControllerResolver = (controller: ControllerClass) => object;

/** A handler, ready to call, and the name by which tools and logs know it. */
export interface ResolvedHandler {
  readonly name: string;
  readonly handle: Handler;
}

/** Knows the registered controllers and finds the handler that a reference means. */
export class Controllers {
  readonly #byName = new Map<string, object>();
  readonly #instances = new Map<ControllerClass, object>();
  readonly #resolve: ControllerResolver;

  constructor(resolve: ControllerResolver = (controller) => new controller()) {
    this.#resolve = resolve;
  }

  register(name: string, target: object): void {
    if (typeof name !== "string" || !/^[^@\s]+$/.test(name) || name === "__proto__") {
      throw new UsageError(
        "E_BAD_CONTROLLER_NAME",
        `A controller's name is one word without "@", such as "ChatController".`,
      );
    }
    if ((typeof target !== "object" && typeof target !== "function") || target === (null as never)) {
      throw new UsageError(
        "E_BAD_CONTROLLER",
        `Controller "${name}" is a class, an instance or an object with methods.`,
      );
    }
    const known = this.#byName.get(name);
    if (known !== undefined && known !== target) {
      throw new UsageError(
        "E_DUPLICATE_CONTROLLER",
        `A different controller is already registered as "${name}"; give this one another name.`,
      );
    }
    this.#byName.set(name, target);
  }

  /** Knows the same controllers as another one, and makes instances of its own of the classes. */
  copyFrom(other: Controllers): void {
    for (const [name, target] of other.#byName) this.#byName.set(name, target);
  }

  /**
   * Finds the function behind a reference and binds its `this`.
   *
   * @throws UsageError when nothing callable is meant, saying what to write instead.
   */
  resolve(reference: HandlerReference): ResolvedHandler {
    if (typeof reference === "string") return this.#byReference(reference);
    if (Array.isArray(reference)) return this.#method(reference[0] as object, String(reference[1]));
    if (isClass(reference)) return this.#method(reference, "handle");
    if (typeof reference === "function") return this.#function(reference as Handler);
    if (typeof reference === "object" && (reference as unknown) !== null)
      return this.#method(reference, "handle");
    throw new UsageError(
      "E_BAD_HANDLER",
      'A handler is a function, "Controller@method", [Controller, "method"] or an object with handle().',
    );
  }

  #byReference(reference: string): ResolvedHandler {
    const [name = "", method = "", ...rest] = reference.split("@");
    if (name === "" || method === "" || rest.length > 0) {
      throw new UsageError(
        "E_BAD_HANDLER",
        `"${reference}" does not name a handler; write "Controller@method".`,
      );
    }
    const target = this.#byName.get(name);
    if (target === undefined) {
      const nearest = nearestName(name, this.#byName.keys());
      const hint = nearest ? ` Did you mean "${nearest}"?` : "";
      throw new UsageError(
        "E_UNKNOWN_CONTROLLER",
        `There is no controller "${name}" for "${reference}".${hint} Register it first: Route.useSocketController("${name}", ${name}).`,
      );
    }
    return this.#method(target, method, name);
  }

  #method(target: object, method: string, name: string = nameOf(target)): ResolvedHandler {
    const own = methodOf(target, method);
    if (own) return { name: `${name}@${method}`, handle: own.bind(target) as Handler };
    if (isClass(target) && methodOf(target.prototype as object, method)) {
      const instance = this.#instance(target);
      const found = methodOf(instance, method);
      if (found) return { name: `${name}@${method}`, handle: found.bind(instance) as Handler };
    }
    const nearest = nearestName(method, methodNames(target));
    throw new UsageError(
      "E_UNKNOWN_METHOD",
      `${name} has no method "${method}"${nearest ? `; did you mean "${nearest}"?` : "."}`,
    );
  }

  /** A static method passed by reference keeps its class as `this` when the class is registered. */
  #function(handler: Handler): ResolvedHandler {
    for (const [name, target] of this.#byName) {
      const method = Object.getOwnPropertyNames(target).find((own) => methodOf(target, own) === handler);
      if (method) return { name: `${name}@${method}`, handle: handler.bind(target) };
    }
    return { name: handler.name || "(anonymous)", handle: handler };
  }

  #instance(controller: ControllerClass): object {
    let instance = this.#instances.get(controller);
    if (instance === undefined) {
      instance = this.#resolve(controller);
      this.#instances.set(controller, instance);
    }
    return instance;
  }
}

/** Objects whose members no reference may reach. */
const builtIns: ReadonlySet<unknown> = new Set([null, Object.prototype, Function.prototype, Array.prototype]);
const neverMethods: ReadonlySet<string> = new Set(["constructor", "prototype", "__proto__"]);

/** A method declared by the target itself or by its classes; no accessor, nothing that every object inherits. */
function methodOf(target: object, name: string): ((...args: unknown[]) => unknown) | undefined {
  if (neverMethods.has(name)) return undefined;
  for (let level: unknown = target; !builtIns.has(level); level = Object.getPrototypeOf(level)) {
    const value: unknown = Object.getOwnPropertyDescriptor(level, name)?.value;
    if (typeof value === "function" && !isClass(value)) return value as (...args: unknown[]) => unknown;
  }
  return undefined;
}

function methodNames(target: object): string[] {
  const levels = isClass(target) ? [target, target.prototype as object] : [target];
  const names = new Set<string>();
  for (const start of levels) {
    for (let level: unknown = start; !builtIns.has(level); level = Object.getPrototypeOf(level)) {
      for (const name of Object.getOwnPropertyNames(level)) if (methodOf(start, name)) names.add(name);
    }
  }
  return [...names];
}

/** Whether a function must be called with `new`. */
export function isClass(value: unknown): value is ControllerClass {
  return typeof value === "function" && /^class\b/.test(Function.prototype.toString.call(value));
}

function nameOf(target: object): string {
  const name =
    typeof target === "function" ? target.name : (target.constructor as { name?: string } | undefined)?.name;
  return name && name !== "Object" ? name : "(object)";
}

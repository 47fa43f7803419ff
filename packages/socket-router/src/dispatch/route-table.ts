import type { CompiledRoute } from "./call.js";
import { unknownEvent } from "./unknown-event.js";

/** The routes of one namespace. One look-up in a map finds a route, however many there are. */
export class RouteTable {
  readonly #routes = new Map<string, CompiledRoute>();
  /** Answer reserved events, in this namespace as in every other. */
  readonly #builtIns: ReadonlyMap<string, CompiledRoute>;
  #fallback: CompiledRoute = unknownEvent;

  constructor(builtIns: ReadonlyMap<string, CompiledRoute>) {
    this.#builtIns = builtIns;
  }

  add(route: CompiledRoute): void {
    this.#routes.set(route.event, route);
  }

  setFallback(route: CompiledRoute): void {
    this.#fallback = route;
  }

  /** Answers events that have no route of their own; {@link unknownEvent} where there is no fallback. */
  get fallback(): CompiledRoute {
    return this.#fallback;
  }

  /** The route of an event, if it has one. */
  find(event: string): CompiledRoute | undefined {
    return this.#routes.get(event) ?? this.#builtIns.get(event);
  }

  /** The names of all routes, those of reserved events included. */
  events(): string[] {
    return [...this.#routes.keys(), ...this.#builtIns.keys()];
  }
}

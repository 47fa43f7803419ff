import { SocketException } from "@carillon/socket-contract";
import type { CompiledRoute } from "./call.js";

/** Answers every event that no route, no fallback and no listener of the user's takes. */
export const unknownEvent: CompiledRoute = Object.freeze({
  event: "",
  handlerName: "(none)",
  timeoutMs: 0,
  lane: undefined,
  run: () => {
    throw new SocketException("There is no such event.", { code: "unknown_event" });
  },
});

/** Answers `client:alive`, by which a client that wakes from a sleep asks whether its connection still lives. */
export const aliveEvent: CompiledRoute = Object.freeze({
  event: "client:alive",
  handlerName: "(built in)",
  timeoutMs: 0,
  lane: undefined,
  run: () => undefined,
});

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

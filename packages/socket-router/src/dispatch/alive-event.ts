import type { CompiledRoute } from "./call.js";

/** Answers `client:alive`, by which a client that wakes from a sleep asks whether its connection still lives. */
export const aliveEvent: CompiledRoute = Object.freeze({
  event: "client:alive",
  handlerName: "(built in)",
  timeoutMs: 0,
  lane: undefined,
  run: () => undefined,
});

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

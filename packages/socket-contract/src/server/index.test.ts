import { expect, test } from "vitest";
import * as surface from "./index.js";

test("the subpath exports what it says, and nothing else", () => {
  expect(Object.keys(surface).sort()).toMatchInlineSnapshot(`
    [
      "DeadlineError",
      "PendingAnswer",
      "Tracing",
      "UsageError",
      "answerEvent",
      "authStateOf",
      "checkNode",
      "clock",
      "drainAnswers",
      "endsWithin",
      "envelopeOf",
      "failureOf",
      "gateOf",
      "giveUpAnswers",
      "goingAway",
      "ignore",
      "isHandshakeRequest",
      "isReservedClientEvent",
      "isSocketIoName",
      "isThenable",
      "maxTimerMs",
      "nearestName",
      "reachesOtherNodes",
      "redisCommand",
      "redisSubscribe",
      "replaceClock",
      "reservedReason",
      "runAt",
      "settledOnce",
      "stampAuthState",
      "successOf",
      "takeField",
      "takeFromHandshake",
      "taken",
      "traced",
      "unexpectedError",
      "withDeadline",
      "withGate",
    ]
  `);
});

import { expect, test } from "vitest";
import * as surface from "./index.js";

test("the package exports what it says, and nothing else", () => {
  expect(Object.keys(surface).sort()).toMatchInlineSnapshot(`
    [
      "PendingAnswer",
      "SocketException",
      "Tracing",
      "answerEvent",
      "authStateOf",
      "consoleLogger",
      "defineContract",
      "drainAnswers",
      "envelopeOf",
      "errorCodes",
      "failureOf",
      "giveUpAnswers",
      "goingAway",
      "isSocketException",
      "isSocketIoName",
      "nearestName",
      "printable",
      "reservedReason",
      "stampAuthState",
      "statusOf",
      "traced",
    ]
  `);
});

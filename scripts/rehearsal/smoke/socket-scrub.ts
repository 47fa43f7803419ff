import { sanitizePayload, scrubTokenString } from "@carillon/socket-scrub";
import { expect } from "./expect.js";

expect(
  scrubTokenString("refused Bearer abc123def456") === "refused Bearer ***REDACTED***",
  "a text is masked",
);
const payload = sanitizePayload({ text: "hi", token: "abc" }) as { text: string; token: string };
expect(payload.text === "hi" && payload.token === "***REDACTED***", "a payload is masked");
console.log("passed");

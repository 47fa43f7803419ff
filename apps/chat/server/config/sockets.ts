import { defineSocketsConfig } from "carillon";
import type { SocketsConfig } from "carillon";
import { contract } from "../../shared/contract.js";

/** The realtime layer of the chat. */
export const socketsConfig: SocketsConfig = defineSocketsConfig({
  auth: {
    guard: "api",
    required: true,
  },
  cors: { origin: false }, // the page comes from the same server
  contract,
  limits: { bytes: 10_000 },
});

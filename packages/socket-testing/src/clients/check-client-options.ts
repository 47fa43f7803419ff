import { checkOptionKeys, nearestName, UsageError } from "@carillon/socket-contract/server";

/** What Socket.IO's client takes; a later release may take more. */
const known =
  "ackTimeout addTrailingSlash agent auth autoConnect autoUnref ca cert ciphers closeOnBeforeunload extraHeaders forceBase64 forceNew host hostname key multiplex namespace parser passphrase path perMessageDeflate pfx port protocols query randomizationFactor reconnection reconnectionAttempts reconnectionDelay reconnectionDelayMax rejectUnauthorized rememberUpgrade requestTimeout retries secure timeout timestampParam timestampRequests transportOptions transports tryAllTransports upgrade useNativeTimers withCredentials".split(
    " ",
  );

/**
 * Checks the options of a client of Socket.IO, which itself ignores those that it does not know.
 *
 * @throws UsageError `E_BAD_OPTION` for what is no object, `E_UNKNOWN_OPTION` for a name that is nearly one, and for `token`.
 */
export function checkClientOptions(options: unknown): void {
  const keys = Object.keys(Object(options) as object);
  checkOptionKeys("createClient", options, keys);
  for (const key of keys) {
    const nearest = key === "token" ? "auth: { token }" : nearestName(key, known);
    if (nearest === undefined || known.includes(key)) continue;
    throw new UsageError(
      "E_UNKNOWN_OPTION",
      `createClient has no option "${key}"; did you mean "${nearest}"?`,
    );
  }
}

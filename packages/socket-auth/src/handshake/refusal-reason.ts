import type { SocketException } from "@carillon/socket-contract";
import { extractToken, isWellFormed } from "./credentials.js";
import type { CredentialSource, Handshake } from "./credentials.js";
import { namesOf } from "./refusal-log.js";
import type { RefusalReason } from "./refusal-log.js";

const hints: Readonly<Record<string, string>> = {
  token_expired: "The token has expired: the client needs a new one.",
  revoked: "The session was revoked while it signed in.",
  forbidden: "A guard or an origin check refused the client.",
};

/** Says why a handshake is refused, in words for the developer: which token was missing, malformed or unknown. */
export function reasonOf(
  { code }: SocketException,
  handshake: Handshake,
  guards: readonly string[],
  sources: readonly CredentialSource[] | undefined,
): RefusalReason {
  if (code !== "unauthenticated") {
    return { reason: code, hint: hints[code] ?? "A guard refused the client with this code." };
  }
  if (extractToken(handshake, sources === undefined ? {} : { sources }) !== null) {
    return {
      reason: "token_not_recognised",
      hint: `A token came, and the guard returned no user for it (asked: ${guards.join(", ")}).`,
    };
  }
  const { token, ...others } = Object(handshake.auth) as Record<string, unknown>;
  if (typeof token === "string" && /^\s*bearer\s/i.test(token)) {
    return {
      reason: "malformed_token",
      hint: 'auth.token begins with "Bearer ": send the token alone, as io({ auth: { token } }).',
    };
  }
  if (token !== undefined && token !== "" && !isWellFormed(token)) {
    return {
      reason: "malformed_token",
      hint: `auth.token is ${typeof token === "string" ? "a string with blanks, or longer than 8,192 characters" : `of type ${typeof token}`}: send a string without blanks.`,
    };
  }
  const names = namesOf(others);
  return {
    reason: "no_token",
    hint:
      "The client sent no token: connect with io(url, { auth: { token } })" +
      (names === "" ? "." : `; its auth has ${names}, and no "token".`),
  };
}

import { UsageError } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";
import { readCookie } from "./cookie.js";

/** A Socket.IO handshake: what a client sent when it connected. */
export type Handshake = Socket["handshake"];

/** Where a token may be read from. A cookie is named, since any number of them travel. */
export type CredentialSource =
  "auth" | "query" | "header" | { readonly source: "cookie"; readonly name: string };

/** What a guard gets to judge. */
export interface Credentials {
  /** The token as it was sent. Empty for a guard that reads the request itself. */
  readonly token: string;
  /** Where it was found; `"refresh"` for one that came in band, `"request"` for a guard that reads the request. */
  readonly source: "auth" | "query" | "header" | "cookie" | "refresh" | "request";
}

/** How {@link extractToken} looks. */
export interface ExtractOptions {
  /** Where to look, first match wins. Default `["auth", "query", "header"]`. */
  readonly sources?: readonly CredentialSource[];
}

const defaultSources: readonly CredentialSource[] = ["auth", "query", "header"];

/** Visible ASCII without blanks, at most 8 KiB. */
const wellFormed = /^[\x21-\x7e]{1,8192}$/;

/** RFC 6750's `b64token`, with `|` and `:` for opaque tokens; exactly one of them. */
const bearer = /^[ \t]*bearer[ \t]+([A-Za-z0-9._~+/|:-]{1,8192}={0,8})[ \t]*$/i;

/**
 * Finds the token that a client sent along with its handshake.
 *
 * The order is `handshake.auth.token`, `handshake.query.token`, `Authorization: Bearer <token>`. A place that is empty is
 * passed over; one that holds something malformed (not a string, blanks inside, control characters, more than 8 KiB)
 * ends the search, so that a client cannot try several credentials at once.
 *
 * @param handshake - `socket.handshake`, as it arrived.
 * @param options - Other places or another order.
 * @returns The token and where it was, or `null`. Never throws for what a client sent, never converts a value to a string.
 * @throws UsageError `E_WRONG_PART` for what is no handshake.
 * @example
 * ```ts
 * import { extractToken } from "@carillon/socket-auth";
 * import { Server } from "socket.io";
 *
 * new Server().use((socket, next) => {
 *   const credentials = extractToken(socket.handshake);
 *   next(credentials === null ? new Error("Unauthenticated") : undefined);
 * });
 * ```
 * @see The seed document, "Sending the Token from the Frontend".
 */
export function extractToken(
  handshake: Partial<Handshake>,
  options: ExtractOptions = {},
): Credentials | null {
  if (typeof handshake !== "object" || (handshake as unknown) === null) {
    throw new UsageError(
      "E_WRONG_PART",
      `extractToken needs a handshake: extractToken(socket.handshake); got ${typeof handshake}.`,
    );
  }
  for (const place of options.sources ?? defaultSources) {
    const source = typeof place === "string" ? place : place.source;
    const found = lookAt(place, handshake);
    if (isAbsent(found)) continue;
    return typeof found === "string" && wellFormed.test(found) ? { token: found, source } : null;
  }
  return null;
}

/** @throws UsageError `E_INVALID_SOURCE` for a place that is never read: every token there would be overlooked. */
export function checkSource(place: CredentialSource): void {
  if ((defaultSources as readonly unknown[]).includes(place)) return;
  const { source, name } = Object(place) as Partial<Record<"source" | "name", unknown>>;
  if (source === "cookie" && typeof name === "string" && name !== "") return;
  throw new UsageError(
    "E_INVALID_SOURCE",
    `sources: ${JSON.stringify(place)} is none of "auth", "query", "header" and { source: "cookie", name: "..." }.`,
  );
}

/** Whether a token is worth a guard's time. */
export function isWellFormed(token: unknown): token is string {
  return typeof token === "string" && wellFormed.test(token);
}

function lookAt(place: CredentialSource, handshake: Partial<Handshake>): unknown {
  if (place === "auth") return own(handshake.auth, "token");
  if (place === "query") return own(handshake.query, "token");
  if (place === "header") return bearerOf(own(handshake.headers, "authorization"));
  return readCookie(own(handshake.headers, "cookie"), place.name);
}

/** Another scheme is a credential for another server and counts as absent; a malformed bearer does not. */
function bearerOf(header: unknown): unknown {
  if (typeof header !== "string" || !/^[ \t]*bearer(?:[ \t]|$)/i.test(header)) return undefined;
  return bearer.exec(header)?.[1] ?? null;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || (typeof value === "string" && value.trim() === "");
}

/** Own properties only: a polluted `Object.prototype.token` is not a credential. */
function own(holder: unknown, key: string): unknown {
  if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, key)) return undefined;
  return (holder as Record<string, unknown>)[key];
}

import type { IncomingMessage } from "node:http";
import { UsageError } from "@carillon/socket-contract/server";
import type { Server } from "socket.io";
import { handshakeOptionsOf } from "../socket-io-internals.js";

/** Origins that may connect: exact ones, `https://*.example.org` for every subdomain, or a function. */
export type AllowedOrigins =
  readonly string[] | ((origin: string | undefined, request: IncomingMessage) => boolean);

/** Decides about one request. */
export type IsAllowed = (request: IncomingMessage) => boolean;

/**
 * Compiles a list of origins.
 *
 * A request without an `Origin` header passes only if the browser itself vouches that it comes from the same origin
 * (`Sec-Fetch-Site`), as it does for a page's own polling requests. Programs that are no browsers send none and are
 * refused: give a function to let them in.
 *
 * @throws UsageError `E_INVALID_ORIGIN` for an entry that is not an origin, `E_INVALID_ORIGINS` for what is not a list.
 */
export function compileOrigins(allowed: AllowedOrigins): IsAllowed {
  if (typeof allowed === "function") return (request) => allowed(request.headers.origin, request);
  if (!Array.isArray(allowed)) {
    throw new UsageError(
      "E_INVALID_ORIGINS",
      'allowedOrigins takes an array such as ["https://app.example.org"], or a function.',
    );
  }
  const exact = new Set<string>();
  const wild: { readonly start: string; readonly end: string }[] = [];
  for (const entry of allowed as readonly string[]) {
    const [start = "", end] = originOf(entry).split("*.");
    if (end === undefined) exact.add(start);
    else wild.push({ start, end: `.${end}` });
  }
  return function isAllowed({ headers }) {
    const { origin } = headers;
    if (origin === undefined) return headers["sec-fetch-site"] === "same-origin";
    const given = origin.toLowerCase();
    return (
      exact.has(given) || (isPlain(given) && wild.some(({ start, end }) => isBetween(given, start, end)))
    );
  };
}

/**
 * Refuses handshakes from other origins before Socket.IO sees them, on polling and WebSocket alike.
 *
 * CORS does not do that: browsers do not ask it for WebSockets. An `allowRequest` that the server has keeps its say.
 *
 * @param onRefused - Called with the origin of each request that is refused.
 */
export function enforceOrigins(
  io: Server,
  isAllowed: IsAllowed,
  onRefused: (origin: string | undefined) => void,
): void {
  const options = handshakeOptionsOf(io);
  if (options === undefined) return;
  const before = options.allowRequest;
  options.allowRequest = function allowRequest(request, decide) {
    if (!isAllowed(request)) {
      onRefused(request.headers.origin);
      decide("Origin not allowed", false);
    } else if (before === undefined) decide(null, true);
    else before(request, decide);
  };
}

function originOf(entry: string): string {
  if (entry === "null") return entry;
  const url = URL.canParse(entry.replace("*.", "wild.")) ? new URL(entry.replace("*.", "wild.")) : undefined;
  const origin = url?.origin.replace("//wild.", entry.includes("//*.") ? "//*." : "//wild.");
  if (origin === undefined || origin === "null" || entry.toLowerCase().replace(/\/$/, "") !== origin) {
    throw new UsageError(
      "E_INVALID_ORIGIN",
      `allowedOrigins: "${entry}" is not an origin; write it like "https://app.example.org" or "https://*.example.org".`,
    );
  }
  return origin;
}

/** Scheme, host and port, nothing that a parser could read otherwise. */
function isPlain(origin: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]+(?::\d{1,5})?$/.test(origin);
}

function isBetween(origin: string, start: string, end: string): boolean {
  return origin.length > start.length + end.length && origin.startsWith(start) && origin.endsWith(end);
}

import type { IncomingMessage } from "node:http";

/** Headers that many clients send alike, and that hold no secret: their text may outlive the connection. */
const alike: ReadonlySet<string> = new Set([
  "accept",
  "accept-encoding",
  "accept-language",
  "cache-control",
  "connection",
  "dnt",
  "host",
  "origin",
  "pragma",
  "sec-ch-ua",
  "sec-ch-ua-mobile",
  "sec-ch-ua-platform",
  "sec-fetch-dest",
  "sec-fetch-mode",
  "sec-fetch-site",
  "sec-gpc",
  "sec-websocket-extensions",
  "sec-websocket-version",
  "upgrade",
  "user-agent",
  "x-forwarded-port",
  "x-forwarded-proto",
]);

/** Texts that came before. Clients choose them, so there is a bound for their number and their length. */
const known = new Map<string, string>();
const maxKnown = 1_000;
const maxLength = 256;

/**
 * Keeps the headers that many clients send alike once for all of them; a browser sends a kilobyte of these.
 *
 * @param request - Its headers are equal afterwards.
 */
export function shareHeaders({ rawHeaders, headers }: Pick<IncomingMessage, "rawHeaders" | "headers">): void {
  let key = "";
  for (const [at, text] of rawHeaders.entries()) {
    const isName = at % 2 === 0;
    if (isName) key = text.toLowerCase();
    else if (!alike.has(key)) continue;
    const same = shared(text);
    rawHeaders[at] = same;
    if (!isName && headers[key] === same) headers[key] = same;
  }
}

/** The text that is kept of all that equal it. */
function shared(text: string): string {
  if (text.length > maxLength) return text;
  const same = known.get(text);
  if (same !== undefined) return same;
  if (known.size === maxKnown) known.clear();
  known.set(text, text);
  return text;
}

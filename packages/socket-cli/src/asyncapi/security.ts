import type { ConfigShape } from "../application/shapes.js";

/** The schemes by which clients sign in, by name. */
export function securitySchemes({ auth = {} }: ConfigShape): Readonly<Record<string, object>> {
  const sources = auth.sources ?? ["auth", "query", "header"];
  return Object.fromEntries(
    sources.flatMap((source): [string, object][] => {
      const cookie = (source as { name?: unknown } | null)?.name;
      if (source === "auth") return [["handshakeToken", handshakeToken]];
      if (source === "header") return [["bearer", { type: "http", scheme: "bearer" }]];
      if (source === "query") return [["queryToken", { type: "httpApiKey", in: "query", name: "token" }]];
      if (typeof cookie === "string") return [["cookie", { type: "httpApiKey", in: "cookie", name: cookie }]];
      return [];
    }),
  );
}

/** AsyncAPI has no place for Socket.IO's `auth`; "user" is its word for what a protocol carries itself. */
const handshakeToken = {
  type: "apiKey",
  in: "user",
  description: "The token in Socket.IO's handshake: io(url, { auth: { token } }).",
};

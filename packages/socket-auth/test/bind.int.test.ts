import { authStateOf } from "@carillon/socket-contract/server";
import { refused, startServer } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import type { Server } from "socket.io";
import { describe, expect, it } from "vitest";
import { bindAuthMiddleware, createAuthenticator, createSocketAuthMiddleware } from "../src/index.js";
import type { AuthenticatorOptions, ConnectionMiddleware } from "../src/index.js";
import { byNumber, route, silent, soleSocket } from "./kit.js";

/** A server whose authenticator got a middleware as a `SocketManager` gets it; `whoami` is behind `auth:socket`. */
function manage(middleware: ConnectionMiddleware, options: AuthenticatorOptions): Promise<TestServer> {
  const auth = createAuthenticator({ logger: silent, ...options });
  return startServer((io: Server) => {
    const bound = bindAuthMiddleware(middleware, auth);
    if (bound === undefined) throw new Error("The middleware was not recognised.");
    io.use(bound);
    const protect = auth.eventMiddleware("socket");
    auth.attach(io).seal();
    io.on("connection", (socket) => {
      route(socket, "whoami", () => protect({ socket, context: {}, next: () => undefined }));
    });
  });
}

describe("createSocketAuthMiddleware given to another authenticator", () => {
  it.each<[string, AuthenticatorOptions, AuthenticatorOptions, string]>([
    ["a name", { guard: "api", required: true }, { guards: { api: byNumber } }, "api"],
    ["nothing", {}, { guards: { api: byNumber } }, "api"],
    ["a function", { guard: byNumber, required: true }, {}, "default"],
    ["a function beside a guard", { guard: byNumber }, { guards: { api: () => null } }, "default"],
    [
      "a function beside a chosen guard",
      { guard: byNumber },
      { guard: "web", guards: { web: () => null } },
      "default",
    ],
    ["a guard with a name", { guard: { name: "mine", authenticate: byNumber } }, {}, "mine"],
    ["guards of its own", { guard: "own", guards: { own: byNumber } }, { guard: "own" }, "own"],
  ])("takes %s, and routes see the same identity", async (_name, given, manager, guard) => {
    await using server = await manage(createSocketAuthMiddleware(given), manager);
    const client = await server.connect({ auth: { token: "42" } });
    expect(await client.emitWithAck("whoami", null)).toEqual({ ok: true });
    expect(authStateOf(soleSocket(server.io))).toMatchObject({ identity: { id: "42" }, guard });
    expect((await refused(server.client())).message).toMatch(/^Unauthenticated/);
  });

  it("may be optional", async () => {
    await using server = await manage(createSocketAuthMiddleware({ guard: "api", required: false }), {
      guards: { api: byNumber },
    });
    const client = await server.connect();
    expect(await client.emitWithAck("whoami", null)).toEqual({ ok: false, error: "unauthenticated" });
  });

  it("is refused at boot for an unknown name, and for options of the manager", () => {
    const auth = createAuthenticator({ guards: { api: byNumber } });
    bindAuthMiddleware(createSocketAuthMiddleware({ guard: "apo" }), auth);
    expect(() => {
      auth.seal();
    }).toThrow(/no guard "apo".*did you mean "api"/);
    expect(() =>
      bindAuthMiddleware(createSocketAuthMiddleware({ guard: "api", deadlineMs: 5 }), createAuthenticator()),
    ).toThrow(expect.objectContaining({ code: "E_AUTH_OPTIONS" }) as Error);
  });

  it("leaves every other middleware alone", () => {
    expect(
      bindAuthMiddleware((_socket: never, next: () => void) => {
        next();
      }, createAuthenticator()),
    ).toBeUndefined();
  });
});

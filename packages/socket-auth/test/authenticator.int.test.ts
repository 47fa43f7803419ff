import { authStateOf } from "@carillon/socket-contract";
import { nextEvent, refused, startServer, waitFor } from "@carillon/socket-testing";
import type { Server, Socket } from "socket.io";
import { describe, expect, it } from "vitest";
import { createAuthenticator } from "../src/index.js";
import type { Authenticator, AuthenticatorOptions, GuardFunction } from "../src/index.js";

const silent = { debug: drop, info: drop, warn: drop, error: drop };

function drop(): void {
  // Tests of the log bring a logger of their own.
}

/** Tokens are user ids: "42" is user 42; anything else is nobody. */
const byNumber: GuardFunction = ({ token }) =>
  /^\d+$/.test(token) ? { id: Number(token), name: "Ada" } : null;

/** Registers an event behind a middleware, as a router does. */
function route(socket: Socket, event: string, run: () => unknown): void {
  socket.on(event, (_payload: unknown, ack: (answer: unknown) => void) => {
    Promise.resolve()
      .then(run)
      .then(
        () => {
          ack({ ok: true });
        },
        (error: unknown) => {
          ack({ ok: false, error: (error as { code?: string }).code });
        },
      );
  });
}

async function serve(
  options: AuthenticatorOptions,
  extra?: (io: Server, auth: Authenticator) => void,
): Promise<Awaited<ReturnType<typeof startServer>> & { auth: Authenticator }> {
  const auth = createAuthenticator({ logger: silent, guards: { api: byNumber }, ...options });
  const server = await startServer((io: Server) => {
    io.use(auth.connection());
    auth.attach(io).seal();
    const protect = auth.event("socket");
    io.on("connection", (socket) => {
      route(socket, "whoami", () => protect({ socket, context: {}, next: () => undefined }));
    });
    extra?.(io, auth);
  });
  return Object.assign(server, { auth });
}

describe("a handshake", () => {
  it("signs in by the token of the auth payload and stamps socket and handshake", async () => {
    await using server = await serve({});
    await server.connect({ auth: { token: "42" } });
    const socket = [...server.io.sockets.sockets.values()][0]!;
    expect(authStateOf(socket)).toMatchObject({ identity: { id: "42" }, guard: "api" });
    expect(authStateOf(socket.handshake)).toBe(authStateOf(socket));
    expect(JSON.stringify(socket.handshake)).not.toContain('"42"');
  });

  it.each([
    ["no token", {}],
    ["a bad token", { auth: { token: "nobody" } }],
  ])("is refused for %s", async (_name, options) => {
    await using server = await serve({});
    const error = await refused(server.client(options));
    expect(error.message).toMatch(/^Unauthenticated/);
    expect(error.data).toMatchObject({ ok: false, error: "unauthenticated", status: 401 });
  });

  it("goes on as anonymous where authentication is optional, and protected events refuse", async () => {
    await using server = await serve({ required: false });
    const client = await server.connect({ auth: { token: "nobody" } });
    expect(await client.emitWithAck("whoami", null)).toEqual({ ok: false, error: "unauthenticated" });
  });
});

describe("revoke", () => {
  it("leaves rooms, tells the client why, then disconnects", async () => {
    await using server = await serve({});
    const client = await server.connect({ auth: { token: "42" } });
    expect(await client.emitWithAck("whoami", null)).toEqual({ ok: true });
    const told = nextEvent(client, "auth:revoked");
    const gone = nextEvent(client, "disconnect");
    expect(server.auth.revoke({ userId: 42 })).toBe(1);
    expect(await told).toMatchObject([{ error: "revoked", reconnect: false }]);
    expect((await gone)[0]).toBe("io server disconnect");
    await waitFor(() => server.io.sockets.sockets.size === 0);
  });
});

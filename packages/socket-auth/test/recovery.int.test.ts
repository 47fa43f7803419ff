import { authStateOf } from "@carillon/socket-contract/server";
import { nextEvent, startServer, waitFor } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import type { Server } from "socket.io";
import type { Socket as ClientSocket } from "socket.io-client";
import { describe, expect, it } from "vitest";
import { createAuthenticator } from "../src/index.js";
import type { Authenticator } from "../src/index.js";
import { byNumber, serve, silent, soleSocket } from "./kit.js";

const recovering = { options: { connectionStateRecovery: { maxDisconnectionDuration: 60_000 } } };

/** Connects user 42, joins a room, and receives one packet, without which Socket.IO does not recover. */
async function connectWithOffset(server: TestServer): Promise<ClientSocket> {
  const client = await server.connect({ auth: { token: "42" } });
  await soleSocket(server.io).join("users.42");
  const got = nextEvent(client, "news");
  server.io.emit("news", 1);
  await got;
  return client;
}

/** Cuts the connection as a bad network does, which the server remembers. */
async function cut(server: TestServer, client: ClientSocket): Promise<void> {
  client.io.engine.close();
  await waitFor(() => server.io.sockets.sockets.size === 0);
}

describe("a socket restored by connection state recovery", () => {
  it("signs in again, keeps its rooms, and gets what it missed", async () => {
    let asked = 0;
    await using server = await serve(
      {
        guard: ({ token }) => {
          asked += 1;
          return token === "42" ? { id: 42 } : null;
        },
      },
      undefined,
      recovering,
    );
    const client = await connectWithOffset(server);
    await cut(server, client);
    server.io.to("users.42").emit("news", 2);
    const missed = nextEvent(client, "news");
    client.connect();
    expect((await missed)[0]).toBe(2);
    expect(client.recovered).toBe(true);
    expect(await client.emitWithAck("whoami", null)).toEqual({ ok: true });
    const socket = soleSocket(server.io);
    expect(socket.rooms.has("users.42")).toBe(true);
    expect(authStateOf(socket)).toMatchObject({ identity: { id: "42" } });
    expect(JSON.stringify(socket.handshake)).not.toContain('"42"');
    // At the first handshake, before the session was restored, and at the event.
    expect(asked).toBe(3);
    expect(server.auth.revoke({ userId: 42 })).toBe(1);
  });

  it("is not restored once its user was revoked: nothing missed is sent", async () => {
    await using server = await serve({}, undefined, recovering);
    const client = await connectWithOffset(server);
    await cut(server, client);
    server.auth.revoke({ userId: 42 });
    server.io.to("users.42").emit("news", "secret");
    const heard: unknown[] = [];
    client.on("news", (news: unknown) => heard.push(news));
    client.connect();
    await nextEvent(client, "connect");
    expect(client.recovered).toBe(false);
    expect(await client.emitWithAck("whoami", null)).toEqual({ ok: true });
    expect(soleSocket(server.io).rooms.has("users.42")).toBe(false);
    expect(heard).toEqual([]);
  });

  it("is refused when its token is no longer accepted, and gets its session with a good one", async () => {
    await using server = await serve({}, undefined, recovering);
    const client = await connectWithOffset(server);
    await cut(server, client);
    server.io.to("users.42").emit("news", "secret");
    const heard: unknown[] = [];
    client.on("news", (news: unknown) => heard.push(news));
    client.auth = { token: "nobody" };
    const refusal = nextEvent(client, "connect_error");
    client.connect();
    expect(await refusal).toMatchObject([{ data: { error: "unauthenticated" } }]);
    expect(server.io.of("/").adapter.rooms.size).toBe(0);
    expect(heard).toEqual([]);
    client.auth = { token: "42" };
    const missed = nextEvent(client, "news");
    client.connect();
    expect((await missed)[0]).toBe("secret");
    expect(client.recovered).toBe(true);
  });

  it.each([
    ["comes back as another user", {}, { token: "43" }, { ok: true }],
    ["comes back without a token", { required: false }, {}, { ok: false, error: "unauthenticated" }],
  ])("begins anew when it %s", async (_name, options, auth, answer) => {
    await using server = await serve(options, undefined, recovering);
    const client = await connectWithOffset(server);
    await cut(server, client);
    server.io.to("users.42").emit("news", "secret");
    const heard: unknown[] = [];
    client.on("news", (news: unknown) => heard.push(news));
    client.auth = auth;
    client.connect();
    await nextEvent(client, "connect");
    expect(client.recovered).toBe(false);
    expect(await client.emitWithAck("whoami", null)).toEqual(answer);
    const socket = soleSocket(server.io);
    expect([...socket.rooms]).toEqual([socket.id]);
    expect(heard).toEqual([]);
  });

  it("is given nothing, neither missed nor live, while a slow guard decides", async () => {
    let open!: () => void;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let asked = 0;
    await using server = await serve(
      {
        guard: async () => {
          if (++asked === 2) await gate;
          return { id: 42 };
        },
      },
      undefined,
      recovering,
    );
    const client = await connectWithOffset(server);
    await cut(server, client);
    server.io.to("users.42").emit("news", "missed");
    const packets: string[] = [];
    const heard: unknown[] = [];
    client.on("news", (news: unknown) => heard.push(news));
    client.io.on("packet", ({ type }) => packets.push(String(type)));
    client.connect();
    await waitFor(() => asked === 2);
    server.io.to("users.42").emit("news", "live");
    expect(server.io.of("/").adapter.rooms.size).toBe(0);
    expect(packets).toEqual([]);
    open();
    await nextEvent(client, "connect");
    expect(await client.emitWithAck("whoami", null)).toEqual({ ok: true });
    expect(client.recovered).toBe(true);
    expect(heard).toEqual(["missed", "live"]);
  });

  it("is refused when it was revoked while a slow guard decides", async () => {
    let open!: () => void;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let asked = 0;
    await using server = await serve(
      {
        guard: async () => {
          if (++asked === 2) await gate;
          return { id: 42 };
        },
      },
      undefined,
      recovering,
    );
    const client = await connectWithOffset(server);
    await cut(server, client);
    server.io.to("users.42").emit("news", "missed");
    const heard: unknown[] = [];
    client.on("news", (news: unknown) => heard.push(news));
    client.connect();
    await waitFor(() => asked === 2);
    server.auth.revoke({ userId: 42 });
    open();
    await nextEvent(client, "connect");
    expect(client.recovered).toBe(false);
    await client.emitWithAck("whoami", null);
    expect(heard).toEqual([]);
  });

  it("is not restored past the end of its token, though the user has a new one", async () => {
    const endsAt = Date.now() + 400;
    await using server = await serve(
      {
        expiringMs: 0,
        guard: ({ token }) => ({
          user: { id: 42 },
          expiresAt: token === "new" ? Date.now() + 60_000 : endsAt,
        }),
      },
      undefined,
      recovering,
    );
    const client = await connectWithOffset(server);
    await cut(server, client);
    server.io.to("users.42").emit("news", "secret");
    await waitFor(() => Date.now() > endsAt);
    const heard: unknown[] = [];
    client.on("news", (news: unknown) => heard.push(news));
    client.auth = { token: "new" };
    client.connect();
    await nextEvent(client, "connect");
    expect(client.recovered).toBe(false);
    expect(await client.emitWithAck("whoami", null)).toEqual({ ok: true });
    expect(heard).toEqual([]);
  });

  it("is not restored where its identity had ended before it was cut off", async () => {
    let isKnown = true;
    const guard = {
      authenticate: ({ token }: { readonly token: string }) => ({ user: { id: token } }),
      recheck: () => isKnown,
    };
    await using server = await serve({ guard, required: false }, undefined, recovering);
    const client = await connectWithOffset(server);
    const told = nextEvent(client, "auth:revoked");
    isKnown = false;
    await client.emitWithAck("whoami", null);
    await told;
    // What the anonymous socket may hear is not for the user who comes next.
    server.io.socketsJoin("guests");
    await cut(server, client);
    isKnown = true;
    client.connect();
    await nextEvent(client, "connect");
    expect(client.recovered).toBe(false);
    expect(soleSocket(server.io).rooms.has("guests")).toBe(false);
  });

  it("shows the id of its session to no client", async () => {
    await using server = await serve({}, undefined, recovering);
    const client = await connectWithOffset(server);
    const { pid } = soleSocket(server.io) as unknown as { pid: string };
    await cut(server, client);
    client.connect();
    await nextEvent(client, "connect");
    expect(client.recovered).toBe(true);
    const [seen] = await server.io.fetchSockets();
    expect(seen?.handshake.auth).toMatchObject({ token: "***REDACTED***", pid: "***REDACTED***" });
    expect(JSON.stringify(seen?.handshake)).not.toContain(pid);
  });

  it("is not restored by a forged session id", async () => {
    await using server = await serve({}, undefined, recovering);
    const client = server.client({ auth: { token: "43", pid: "forged", offset: "forged" } });
    client.connect();
    await nextEvent(client, "connect");
    expect(client.recovered).toBe(false);
  });

  it("is met on a namespace of its own", async () => {
    const auth: Authenticator = createAuthenticator({ guards: { api: byNumber }, logger: silent });
    await using server = await startServer((io: Server) => {
      const admin = io.of("/admin");
      admin.use(auth.connectionMiddleware());
      auth.attach(admin);
    }, recovering);
    const client = await server.connect({ namespace: "/admin", auth: { token: "42" } });
    const got = nextEvent(client, "news");
    server.io.of("/admin").emit("news", 1);
    await got;
    client.io.engine.close();
    await waitFor(() => server.io.of("/admin").sockets.size === 0);
    client.auth = { token: "nobody" };
    const refusal = nextEvent(client, "connect_error");
    client.connect();
    await refusal;
  });
});

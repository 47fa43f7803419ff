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

  it.each([
    ["its token is no longer accepted", { token: "nobody" }, "unauthenticated"],
    ["it comes back as another user", { token: "43" }, "unauthenticated"],
  ])("is disconnected when %s", async (_name, auth, error) => {
    await using server = await serve({}, undefined, recovering);
    const client = await connectWithOffset(server);
    await cut(server, client);
    client.auth = auth;
    const told = nextEvent(client, "auth:revoked");
    const gone = nextEvent(client, "disconnect");
    client.connect();
    expect((await told)[0]).toMatchObject({ error, reconnect: true });
    await gone;
    await waitFor(() => server.io.of("/").adapter.rooms.size === 0);
  });

  it("leaves its rooms where authentication is optional and the token is gone", async () => {
    await using server = await serve({ required: false }, undefined, recovering);
    const client = await connectWithOffset(server);
    await cut(server, client);
    client.auth = {};
    client.connect();
    await nextEvent(client, "connect");
    expect(client.recovered).toBe(true);
    expect(await client.emitWithAck("whoami", null)).toEqual({ ok: false, error: "unauthenticated" });
    const socket = soleSocket(server.io);
    expect([...socket.rooms]).toEqual([socket.id]);
  });

  it("makes its events wait until it is signed in", async () => {
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
    client.connect();
    await nextEvent(client, "connect");
    const arrived = nextEvent(soleSocket(server.io), "arrived");
    const answer = client.emitWithAck("whoami", null);
    client.emit("arrived");
    await arrived;
    expect(asked).toBe(2);
    open();
    expect(await answer).toEqual({ ok: true });
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
    const told = nextEvent(client, "auth:revoked");
    client.connect();
    await told;
  });
});

import { authStateOf } from "@carillon/socket-contract/server";
import { nextEvent, refused, startServer } from "@carillon/socket-testing";
import type { Server } from "socket.io";
import { describe, expect, it } from "vitest";
import { createAuthenticator, createSocketAuthMiddleware } from "../src/index.js";
import { byNumber, silent, soleSocket } from "./kit.js";

describe("createSocketAuthMiddleware on a plain server", () => {
  it("signs in, warns of the end, refreshes and expires, with nothing else installed", async () => {
    await using server = await startServer((io: Server) => {
      io.use(
        createSocketAuthMiddleware({
          guard: ({ token }) => ({ user: { key: 1 }, expiresAt: Date.now() + Number(token) }),
          userIdOf: (user: { key: number }) => user.key,
          expiringMs: 100,
          logger: silent,
        }),
      );
    });
    const client = await server.connect({ auth: { token: "150" } });
    expect(authStateOf(soleSocket(server.io))).toMatchObject({ identity: { id: "1" }, guard: "default" });
    await nextEvent(client, "auth:expiring");
    expect(await client.emitWithAck("auth:refresh", { token: "300" })).toMatchObject({ ok: true });
    await nextEvent(client, "auth:expiring");
    expect((await nextEvent(client, "auth:revoked"))[0]).toMatchObject({ error: "token_expired" });
  });

  it("keeps two namespaces apart, each with a guard of its own", async () => {
    await using server = await startServer((io: Server) => {
      io.use(createSocketAuthMiddleware({ guard: byNumber, logger: silent }));
      io.of("/admin").use(
        createSocketAuthMiddleware({
          guard: ({ token }) => (token === "1" ? { id: 1 } : null),
          logger: silent,
        }),
      );
    });
    await server.connect({ auth: { token: "2" } });
    await refused(server.client({ namespace: "/admin", auth: { token: "2" } }));
    await server.connect({ namespace: "/admin", auth: { token: "1" } });
  });
});

it("warns once a process of tokens in the URL", async () => {
  const lines: string[] = [];
  const logger = { ...silent, warn: (_fields: object, message = "") => lines.push(message) };
  const auth = createAuthenticator({ logger });
  await using server = await startServer((io: Server) => {
    io.use(auth.connectionMiddleware());
    auth.guard("api", byNumber).attach(io).seal();
  });
  for (let round = 0; round < 3; round += 1) await server.connect({ query: { token: "4242" } });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("URL");
  expect(lines[0]).not.toContain("4242");
});

it("refuses 900 kB of hostile token at once, and serves others meanwhile", async () => {
  await using server = await startServer((io: Server) => {
    io.use(createSocketAuthMiddleware({ guard: byNumber, logger: silent }));
  });
  for (const unit of ["eyJ", "bearer ", '"token":"', "s:aaaaaaaaaaaaaaaaaa."]) {
    const hostile = unit.repeat(Math.floor(900_000 / unit.length / (unit.includes('"') ? 1.5 : 1)));
    const attack = refused(server.client({ auth: { token: hostile, note: hostile.slice(0, 50_000) } }));
    await server.connect({ auth: { token: "42" } });
    expect((await attack).data).toMatchObject({ error: "unauthenticated" });
  }
});

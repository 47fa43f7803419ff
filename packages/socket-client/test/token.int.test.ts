import { SocketException } from "@carillon/socket-contract";
import { unhandledDuring, waitFor } from "@carillon/socket-testing";
import { createClient } from "@carillon/socket-client";
import type { ClientOptions, DebugEntry, TokenReason } from "@carillon/socket-client";
import { describe, expect, it } from "vitest";
import { startApp } from "./start-app.js";

/** A token callback that remembers why it was asked, and hands out one token after the other. */
function tokens(...list: (string | Error)[]): {
  asked: Omit<TokenReason, "signal">[];
  token: NonNullable<ClientOptions["token"]>;
} {
  const asked: Omit<TokenReason, "signal">[] = [];
  return {
    asked,
    token: ({ reason, code }) => {
      asked.push({ reason, ...(code !== undefined && { code }) });
      const next = list.length > 1 ? list.shift() : list[0];
      if (next instanceof Error) throw next;
      return next ?? null;
    },
  };
}

/** Identities that end. The token `soon-7` is good for 300 ms, `user-7` for ever. */
const ending = {
  auth: {
    expiringMs: 200,
    guards: {
      api: ({ token }: { token: string }) => {
        if (token.startsWith("soon-")) return { user: { id: token.slice(5) }, expiresAt: Date.now() + 300 };
        return token.startsWith("user-") ? { id: token.slice(5) } : null;
      },
    },
  },
};
const strict = { auth: { required: true } };

describe("the token", () => {
  it("is read anew before each attempt", async () => {
    await using app = await startApp(() => undefined, { config: strict });
    const { asked, token } = tokens("user-7");
    const client = app.client({ token });
    client.connect();
    await waitFor(() => client.status.getSnapshot().is === "online");
    app.proxy.cut();
    await waitFor(() => asked.length === 2);
    await waitFor(() => client.status.getSnapshot().is === "online");
    expect(asked).toEqual([{ reason: "connect" }, { reason: "connect" }]);
  });

  it("is asked for once more after a refusal", async () => {
    await using app = await startApp(() => undefined, { config: strict });
    const { asked, token } = tokens("stale", "user-7");
    const client = app.client({ token });
    client.connect();
    await waitFor(() => client.status.getSnapshot().is === "online");
    expect(asked).toEqual([{ reason: "connect" }, { reason: "refused", code: "unauthenticated" }]);
  });

  it("dotnet/aspnetcore#37439, tinyhumansai/openhuman#2892, #2905: two refusals are the end until connect()", async () => {
    await using app = await startApp(() => undefined, { config: strict });
    const { asked, token } = tokens("stale", "stale", "user-7");
    const client = app.client({ token });
    const waiting = client.try("anything");
    await waitFor(() => client.status.getSnapshot().is === "signed_out");
    expect(client.status.getSnapshot()).toEqual({ is: "signed_out", code: "unauthenticated" });
    const refusal = { code: "unauthenticated", retryable: false, message: "Signed out." };
    expect(await waiting).toMatchObject({ error: refusal });
    const { accepted } = app.proxy;
    expect(await client.try("anything")).toMatchObject({ error: refusal });
    expect([asked.length, app.proxy.accepted]).toEqual([2, accepted]);
    client.connect();
    await waitFor(() => client.status.getSnapshot().is === "online");
  });

  it("may be refused again after a good connection", async () => {
    await using app = await startApp(() => undefined, { config: strict });
    const { asked, token } = tokens("stale", "user-7", "stale", "user-7");
    const client = app.client({ token });
    client.connect();
    await waitFor(() => client.status.getSnapshot().is === "online");
    app.proxy.cut();
    await waitFor(() => asked.length === 4);
    await waitFor(() => client.status.getSnapshot().is === "online");
    expect(asked.map(({ reason }) => reason)).toEqual(["connect", "refused", "connect", "refused"]);
  });

  it("is not asked for again where no callback gives one", async () => {
    await using app = await startApp(() => undefined, { config: strict });
    const seen: string[] = [];
    await using client = createClient({ url: app.proxy.url, onDebug: ({ what }) => seen.push(what) });
    client.connect();
    await waitFor(() => client.status.getSnapshot().is === "signed_out");
    expect(seen).toEqual(["attempt", "signed_out"]);
  });

  it("get-convex/convex-auth#363: a callback that throws is a reason to wait, and no unhandled rejection", async () => {
    await using app = await startApp(() => undefined, { config: strict });
    const { token } = tokens(new Error("no network"), new Error("no network"), "user-7");
    const client = app.client({ token });
    const reasons: unknown[] = [];
    client.status.subscribe(() => {
      const status = client.status.getSnapshot();
      if (status.is === "waiting") reasons.push(status.reason);
    });
    const errors = await unhandledDuring(async () => {
      client.connect();
      await waitFor(() => client.status.getSnapshot().is === "online");
      await client.refreshToken();
    });
    expect([reasons, errors]).toEqual([["token", "token"], []]);
  });

  it("is refreshed in band when it ends soon, on the same connection", async () => {
    await using app = await startApp(({ route }) => route.socket("who", (_s, _p, { userId }) => userId), {
      config: ending,
    });
    const { asked, token } = tokens("soon-7", "user-7");
    const client = app.client({ token });
    await client.request("who");
    const id = client.socketId;
    await waitFor(() => asked.length === 2);
    expect(asked[1]).toEqual({ reason: "expiring" });
    const seen: DebugEntry[] = [];
    client.on("auth:revoked", () => seen.push({ what: "lost" }));
    // Past the end of the first token.
    const end = Date.now() + 400;
    await waitFor(() => Date.now() > end);
    expect([await client.request("who"), client.socketId, seen]).toEqual(["7", id, []]);
  });

  it("a refresh that fails does not throw away the living connection, and the end makes a new one", async () => {
    await using app = await startApp(({ route }) => route.socket("who", (_s, _p, { userId }) => userId), {
      config: { auth: { ...ending.auth, required: true } },
    });
    let calls = 0;
    const client = app.client({
      token: ({ reason }) => {
        if (reason === "expiring") throw new Error("no network");
        return ++calls === 1 ? "soon-7" : "user-7";
      },
    });
    await client.request("who");
    const id = client.socketId;
    const revoked = await client.once("auth:revoked");
    expect(revoked).toMatchObject({ error: "token_expired", reconnect: true });
    await waitFor(() => client.socketId !== undefined && client.socketId !== id);
    expect(await client.request("who", null, { offline: { queue: 1, expireMs: 5_000 } })).toBe("7");
  });

  it("several refreshes wanted at once are one call", async () => {
    await using app = await startApp(() => undefined);
    let calls = 0;
    let running = 0;
    const client = app.client({
      token: async () => {
        calls++;
        expect(++running).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 10));
        running--;
        return "user-7";
      },
    });
    client.connect();
    await waitFor(() => client.status.getSnapshot().is === "online");
    await Promise.all([client.refreshToken(), client.refreshToken(), client.refreshToken()]);
    expect(calls).toBe(2);
  });

  it("a refresh and an attempt wanted at once are one call", async () => {
    await using app = await startApp(() => undefined);
    const asked: string[] = [];
    let give: (token: string) => void = () => undefined;
    const client = app.client({
      token: ({ reason }) => {
        asked.push(reason);
        return asked.length === 1 ? "user-7" : new Promise((resolve) => (give = resolve));
      },
    });
    client.connect();
    await waitFor(() => client.status.getSnapshot().is === "online");
    const refreshed = client.refreshToken();
    await waitFor(() => asked.length === 2);
    app.proxy.cut();
    await waitFor(() => client.status.getSnapshot().is === "connecting");
    give("user-7");
    await refreshed;
    await waitFor(() => client.status.getSnapshot().is === "online");
    expect(asked).toEqual(["connect", "expiring"]);
  });

  it("of another user makes a new connection, and queued requests survive it (cloudflare/partykit#403)", async () => {
    await using app = await startApp(({ route }) => route.socket("who", (_s, _p, { userId }) => userId));
    const { token } = tokens("user-7", "user-8");
    const client = app.client({ token, offline: { queue: 5, expireMs: 5_000 } });
    expect(await client.request("who")).toBe("7");
    const refreshed = client.refreshToken();
    await refreshed;
    expect(await client.request("who")).toBe("8");
  });

  it("revocation signs out at once, and an end that allows it connects again", async () => {
    await using app = await startApp(() => undefined, { config: strict });
    const client = app.client();
    client.connect();
    await waitFor(() => client.status.getSnapshot().is === "online");
    app.socket.revoke({ userId: "7" });
    await waitFor(() => client.status.getSnapshot().is === "signed_out");
    expect(client.status.getSnapshot()).toEqual({ is: "signed_out", code: "revoked" });
  });
});

describe("other refusals", () => {
  it("wait as told, and are tried again", async () => {
    let refusals = 0;
    await using app = await startApp(({ socket }) => {
      socket.use((_socket, next) => {
        if (refusals++ > 0) next();
        else next(new SocketException("Busy", { code: "too_many_requests", status: 429, retryAfterMs: 150 }));
      });
    });
    const client = app.client();
    const waits: unknown[] = [];
    client.status.subscribe(() => {
      const status = client.status.getSnapshot();
      if (status.is === "waiting") waits.push([status.reason, status.nextAt - Date.now() > 100]);
    });
    client.connect();
    await waitFor(() => client.status.getSnapshot().is === "online");
    expect(waits).toEqual([["refused", true]]);
  });

  it("dotnet/AspNetCore.Docs#24680: attempts never stop by themselves, and giveUp ends them", async () => {
    await using app = await startApp(() => undefined);
    app.proxy.refuse();
    const attempts: unknown[] = [];
    const client = app.client({
      reconnect: {
        minMs: 1,
        maxMs: 2,
        giveUp: (attempt, { reason }) => {
          attempts.push([attempt, reason]);
          return attempt === 8;
        },
      },
    });
    client.connect();
    await waitFor(() => client.status.getSnapshot().is === "closed");
    expect(client.status.getSnapshot()).toEqual({ is: "closed", reason: "gave_up" });
    expect(attempts).toHaveLength(8);
    expect(attempts[7]).toEqual([8, "network"]);
  });

  it("socketio/socket.io#3237: the status says why there is no connection", async () => {
    await using app = await startApp(() => undefined);
    const client = app.client({ reconnect: { minMs: 60_000 } });
    client.connect();
    await waitFor(() => client.status.getSnapshot().is === "online");
    app.server.io.disconnectSockets();
    await waitFor(() => client.status.getSnapshot().is === "waiting");
    expect(client.status.getSnapshot()).toMatchObject({ reason: "server", attempt: 2 });
    client.connect();
    await waitFor(() => client.status.getSnapshot().is === "online");
    app.proxy.cut();
    await waitFor(() => client.status.getSnapshot().is === "waiting");
    expect(client.status.getSnapshot()).toMatchObject({ reason: "network" });
  });
});

it("leaves a server that drains, and finds it again", async () => {
  await using app = await startApp(() => undefined);
  await using other = await startApp(() => undefined);
  const client = app.client();
  client.connect();
  await waitFor(() => client.status.getSnapshot().is === "online");
  const reasons: unknown[] = [];
  client.status.subscribe(() => {
    const status = client.status.getSnapshot();
    if (status.is === "waiting") reasons.push(status.reason);
  });
  app.proxy.leadTo(other.server.port);
  await app.socket.drain({ intervalMs: 1 });
  await waitFor(() => reasons.length > 0);
  await waitFor(() => client.status.getSnapshot().is === "online");
  expect(reasons[0]).toBe("draining");
});

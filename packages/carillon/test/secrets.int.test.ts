import { SocketException } from "carillon";
import { refused } from "@carillon/socket-testing";
import { describe, expect, test } from "vitest";
import { startLayer } from "./layer.js";

const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZw";

describe("no token reaches a client or the log", () => {
  test("from an error, a SocketException, its data and its cause", async () => {
    await using stage = await startLayer(({ route }) => {
      route.socket("bug", () => {
        throw new Error(`GET /?token=${jwt} failed`, {
          cause: { headers: { authorization: `Bearer ${jwt}` } },
        });
      });
      route.socket("refusal", () => {
        throw new SocketException(`Bearer ${jwt} is not good enough`, {
          code: "forbidden",
          data: { token: jwt, nested: { note: `token=${jwt}` } },
          cause: new Error(jwt),
        });
      });
    });
    const client = await stage.server.connect({ auth: { token: jwt } });
    const answers = [await client.emitWithAck("bug"), await client.emitWithAck("refusal")] as unknown[];
    expect(answers[0]).toMatchObject({ error: "socket_error", message: "An unexpected error occurred." });
    expect(answers[1]).toMatchObject({ error: "forbidden", data: { token: "***REDACTED***" } });
    expect(JSON.stringify(answers)).not.toContain(jwt);
    expect(stage.lines.length).toBeGreaterThanOrEqual(2);
    expect(stage.lines.join("\n")).not.toContain(jwt);
  });

  test("from the handshake that a handler answers with, or that another node is shown", async () => {
    await using stage = await startLayer(({ route }) => {
      route.socket("handshake", (_socket, _payload, { handshake, headers }) => ({ handshake, headers }));
    });
    const client = await stage.server.connect({
      auth: { token: jwt },
      query: { token: jwt },
      extraHeaders: { authorization: `Bearer ${jwt}`, cookie: `session=${jwt}` },
    });
    const answer = (await client.emitWithAck("handshake")) as { ok: boolean };
    const remote = await stage.server.io.fetchSockets();
    expect(answer.ok).toBe(true);
    expect(JSON.stringify(answer)).not.toContain(jwt);
    expect(JSON.stringify(remote.map(({ handshake, data }) => [handshake, data as unknown]))).not.toContain(
      jwt,
    );
  });
});

describe("900 kB that begin like a token, over and over", () => {
  const flood = "eyJ".repeat(300_000);

  test("through an event, an unknown event, a failing handler and a refused handshake: all are answered", async () => {
    await using stage = await startLayer(
      ({ route, socket }) => {
        socket.use((connecting, next) => {
          next(
            connecting.handshake.auth["note"]
              ? new Error(String(connecting.handshake.auth["note"]))
              : undefined,
          );
        });
        route.socket("echo", (_socket, payload: string) => payload.length);
        route.socket("bug", (_socket, payload: string) => {
          throw new Error(payload);
        });
      },
      { options: { maxHttpBufferSize: 4_000_000 } },
    );
    const [attacker, other] = [
      await stage.server.connect({ auth: { token: "mallory" } }),
      await stage.server.connect({ auth: { token: "ada" } }),
    ];
    const answers = Promise.all([
      attacker.emitWithAck("echo", flood),
      attacker.emitWithAck("missing", flood),
      attacker.emitWithAck("bug", flood),
    ]);
    expect(await other.emitWithAck("echo", "hello")).toEqual({ ok: true, data: 5 });
    expect(await answers).toMatchObject([
      { ok: true, data: 900_000 },
      { error: "unknown_event" },
      { error: "socket_error" },
    ]);
    await refused(stage.server.client({ auth: { token: "mallory", note: flood } }));
  });
});

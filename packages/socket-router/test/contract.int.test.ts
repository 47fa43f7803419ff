import { defineContract } from "@carillon/socket-contract";
import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { hidden, routed, ways } from "./routed-server.js";

/** The same contract in three libraries: text is trimmed on its way in, and a date is text on the wire. */
const libraries = {
  zod: {
    payload: z.object({ text: z.string().trim().min(1), at: z.string().transform((text) => new Date(text)) }),
    reply: z.object({ length: z.number() }),
  },
  valibot: {
    payload: v.object({
      text: v.pipe(v.string(), v.trim(), v.minLength(1)),
      at: v.pipe(
        v.string(),
        v.transform((text) => new Date(text)),
      ),
    }),
    reply: v.object({ length: v.number() }),
  },
  arktype: {
    payload: type({ text: "string.trim |> string > 0", at: "string.date.parse" }),
    reply: type({ length: "number" }),
  },
};

const [dispatch] = ways;

describe.each(Object.entries(libraries))("a contract with %s", (_library, { payload, reply }) => {
  const contract = defineContract({ client: { "note:add": { payload, reply } } });

  test("the handler sees the schema's output, the wire carries its input", async () => {
    const seen: unknown[] = [];
    await using server = await routed(
      dispatch!,
      (router) => {
        router.socket("note:add", (_socket, sent: { text: string; at: Date }) => {
          seen.push(sent);
          return { length: sent.text.length };
        });
      },
      { contract },
    );
    const client = await server.connect();
    const answer: unknown = await client.emitWithAck("note:add", {
      text: "  hi ",
      at: "2026-01-02T00:00:00.000Z",
    });
    expect(answer).toEqual({ ok: true, data: { length: 2 } });
    expect(seen).toEqual([{ text: "hi", at: new Date("2026-01-02") }]);
  });

  test("a payload that does not fit is refused before the handler, with issues", async () => {
    let reached = false;
    await using server = await routed(
      dispatch!,
      (router) => router.socket("note:add", () => (reached = true)),
      {
        contract,
      },
    );
    const client = await server.connect();
    for (const wrong of [
      { text: 5, at: "2026-01-02" },
      { text: "x" },
      {},
      null,
      "text",
      [],
      Buffer.from("x"),
    ]) {
      const answer = (await client.emitWithAck("note:add", wrong)) as {
        data: { issues: { path: string[]; message: string }[] };
      };
      expect(answer).toMatchObject({ error: "validation_failed", status: 422 });
      expect(answer.data.issues.length).toBeGreaterThan(0);
      for (const { path, message } of answer.data.issues) {
        expect(Array.isArray(path)).toBe(true);
        expect(message).toEqual(expect.any(String));
      }
    }
    expect(await client.emitWithAck("note:add", { text: 5, at: "2026-01-02" })).toMatchObject({
      data: { issues: [{ path: ["text"] }] },
    });
    expect(reached).toBe(false);
  });

  test("a reply that does not fit is the server's bug: logged, never described, and a switch turns it off", async () => {
    const wrong = { length: "secret" };
    for (const validateReplies of [true, false]) {
      await using server = await routed(dispatch!, (router) => router.socket("note:add", () => wrong), {
        contract,
        validateReplies,
      });
      const client = await server.connect();
      const answer: unknown = await client.emitWithAck("note:add", { text: "x", at: "2026-01-02" });
      expect(answer).toEqual(validateReplies ? hidden : { ok: true, data: wrong });
      expect(server.log).toHaveLength(validateReplies ? 1 : 0);
      if (validateReplies) expect(String(server.log[0]?.fields["err"])).toContain('"note:add" does not fit');
    }
  });
});

describe.each(ways)("schemas, $title", (way) => {
  test("asynchronous schemas and replies work, and start handlers in order", async () => {
    const started: number[] = [];
    const slow = z.object({ n: z.number() }).transform(async ({ n }) => {
      await new Promise((resolve) => setTimeout(resolve, 10 - n));
      return n;
    });
    await using server = await routed(way, (router) => {
      router.socket("slow", (_socket, n: number) => void started.push(n), {
        payload: slow,
        reply: z.undefined().transform(async () => Promise.resolve(1)),
      });
    });
    const client = await server.connect();
    await Promise.all([1, 2, 3, 4, 5].map((n) => client.emitWithAck("slow", { n })));
    expect(started).toEqual([1, 2, 3, 4, 5]);
  });

  test("a route's own schema wins over the contract's, and names that objects inherit find none", async () => {
    const contract = defineContract({ client: { event: { payload: z.never() } } });
    await using server = await routed(
      way,
      (router) => {
        router.socket("event", (_socket, payload) => payload as unknown, { payload: z.number() });
        router.socket("toString", (_socket, payload) => payload as unknown);
      },
      { contract },
    );
    const client = await server.connect();
    expect(await client.emitWithAck("event", 5)).toEqual({ ok: true, data: 5 });
    expect(await client.emitWithAck("toString", 5)).toEqual({ ok: true, data: 5 });
  });

  test("issues are capped in number, message and path", async () => {
    const long = "m".repeat(5_000);
    const issues = Array.from({ length: 1_000 }, () => ({
      message: long,
      path: Array.from({ length: 100 }, () => ({ key: long })),
    }));
    const payload = { "~standard": { version: 1 as const, vendor: "test", validate: () => ({ issues }) } };
    await using server = await routed(way, (router) => router.socket("event", () => true, { payload }));
    const client = await server.connect();
    const { data } = (await client.emitWithAck("event", {})) as {
      data: { issues: { path: string[]; message: string }[] };
    };
    expect(data.issues).toHaveLength(20);
    expect(data.issues[0]?.message).toHaveLength(200);
    expect(data.issues[0]?.path).toHaveLength(16);
    expect(data.issues[0]?.path[0]).toHaveLength(200);
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("secret");
      },
    ],
    ["rejects", () => Promise.reject(new Error("secret"))],
  ])("a schema that %s is a bug of the server", async (_name, validate) => {
    const schema = { "~standard": { version: 1 as const, vendor: "test", validate } };
    await using server = await routed(way, (router) => {
      router.socket("payload", () => true, { payload: schema });
      router.socket("reply", () => true, { reply: schema });
    });
    const client = await server.connect();
    expect(await client.emitWithAck("payload", {})).toEqual(hidden);
    expect(await client.emitWithAck("reply", {})).toEqual(hidden);
  });
});

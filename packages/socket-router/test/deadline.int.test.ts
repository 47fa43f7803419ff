import { setImmediate as turn } from "node:timers/promises";
import { unhandledDuring, waitFor } from "@carillon/socket-testing";
import { describe, expect, test } from "vitest";
import type { EventContext } from "../src/index.js";
import { routed, ways } from "./routed-server.js";

describe.each(ways)("deadlines and disconnects, $title", (way) => {
  test("a handler that never settles is answered with timeout, and its signal fires", async () => {
    let signal: AbortSignal | undefined;
    await using server = await routed(
      way,
      (router) => {
        router.socket("hang", (_socket, _payload, context) => {
          signal = context.signal;
          return new Promise(() => undefined);
        });
        router.socket("quick", () => "quick");
      },
      { timeoutMs: 40 },
    );
    const client = await server.connect();
    const begun = performance.now();
    const hang = client.emitWithAck("hang");
    expect(await client.emitWithAck("quick")).toEqual({ ok: true, data: "quick" });
    expect(await hang).toMatchObject({ error: "timeout", status: 504, retryable: true });
    expect(performance.now() - begun).toBeGreaterThanOrEqual(38);
    await waitFor(() => signal?.aborted);
    expect(server.log.map(({ level, fields }) => [level, fields["code"], fields["socketEvent"]])).toEqual([
      ["warn", "timeout", "hang"],
    ]);
  });

  test("a route's own deadline replaces the router's", async () => {
    await using server = await routed(
      way,
      (router) => {
        router.socket("own", () => new Promise(() => undefined), { timeoutMs: 10 });
      },
      { timeoutMs: 3_600_000 },
    );
    const client = await server.connect();
    expect(await client.emitWithAck("own")).toMatchObject({ error: "timeout" });
  });

  test("a handler that disconnects its own socket is told to stop", async () => {
    let signal: AbortSignal | undefined;
    await using server = await routed(way, (router) => {
      router.socket("leave", (socket, _payload, context) => {
        signal = context.signal;
        socket.disconnect();
        return new Promise(() => undefined);
      });
    });
    const client = await server.connect();
    client.emit("leave");
    await waitFor(() => signal?.aborted);
  });

  test("timeout 0 waits as long as it takes", async () => {
    let finish: (value: string) => void = () => undefined;
    await using server = await routed(
      way,
      (router) => {
        router.socket("patient", () => new Promise((resolve) => (finish = resolve)), { timeoutMs: 0 });
        router.socket("impatient", () => new Promise(() => undefined));
      },
      { timeoutMs: 15 },
    );
    const client = await server.connect();
    const patient = client.emitWithAck("patient");
    await client.emitWithAck("impatient");
    await client.emitWithAck("impatient");
    finish("done");
    expect(await patient).toEqual({ ok: true, data: "done" });
  });

  test("what fails after the deadline is logged and crashes nothing; obeying the signal is not a failure", async () => {
    let late = 0;
    await using server = await routed(way, (router) => {
      router.socket(
        "careless",
        async (_socket, _payload, { signal }) => {
          await new Promise((resolve) => (signal.onabort = resolve));
          late++;
          throw new Error("late");
        },
        { timeoutMs: 10 },
      );
      router.socket(
        "obedient",
        async (_socket, _payload, { signal }) => {
          await new Promise((resolve) => (signal.onabort = resolve));
          late++;
          signal.throwIfAborted();
        },
        { timeoutMs: 10 },
      );
      router.socket(
        "value",
        async (_socket, _payload, { signal }) => {
          await new Promise((resolve) => (signal.onabort = resolve));
          late++;
          return "late";
        },
        { timeoutMs: 10 },
      );
    });
    const client = await server.connect();
    const unhandled = await unhandledDuring(async () => {
      for (const event of ["careless", "obedient", "value"]) {
        expect(await client.emitWithAck(event)).toMatchObject({ error: "timeout" });
      }
      await waitFor(() => late === 3);
    });
    expect(unhandled).toEqual([]);
    expect(server.log.filter(({ fields }) => fields["code"] === "late")).toMatchObject([
      {
        level: "warn",
        fields: { event: "handler_failed_late", socketEvent: "careless", err: { message: "late" } },
      },
    ]);
  });

  test.each(["middleware", "schema", "handler"])(
    "a disconnect during the %s: the signal fires, nothing is sent, nothing runs behind it",
    async (stage) => {
      let goOn: () => void = () => undefined;
      let reached = false;
      let context: EventContext | undefined;
      const pause = (): Promise<void> => new Promise((resolve) => (goOn = resolve));
      const schema = {
        "~standard": {
          version: 1 as const,
          vendor: "test",
          validate: async (value: unknown) => {
            if (stage === "schema") await pause();
            return { value };
          },
        },
      };
      await using server = await routed(way, (router) => {
        router.socket(
          "event",
          async (_socket, _payload, given) => {
            context ??= given;
            if (stage === "handler") {
              await pause();
              throw new Error("after the end");
            }
            reached = true;
            return undefined;
          },
          {
            payload: schema,
            middleware: async (call) => {
              context = call.context;
              void context.signal;
              if (stage === "middleware") await pause();
              await call.next();
            },
          },
        );
        router.socket("marker", () => undefined);
      });
      const client = await server.connect();
      const [socket] = server.io.sockets.sockets.values();
      let acked = false;
      client.emit("event", {}, () => (acked = true));
      await waitFor(() => goOn.length === 1 || goOn.toString().includes("native"));
      const unhandled = await unhandledDuring(async () => {
        client.disconnect();
        await waitFor(() => socket?.connected === false);
        goOn();
        await turn();
      });
      expect(unhandled).toEqual([]);
      expect([reached, acked, context?.signal.aborted]).toEqual([false, false, true]);
      expect((context?.signal.reason as Error).name).toBe("AbortError");
      // The context stays usable.
      expect([context?.user, context?.rooms.size, context?.event]).toEqual([null, 0, "event"]);
      expect(context?.headers).toBeDefined();
      expect(context?.requestId).toHaveLength(36);
    },
  );

  test("10,000 handlers that never settle delay no other event and are dropped at the disconnect", async () => {
    const weak: WeakRef<object>[] = [];
    await using server = await routed(way, (router) => {
      router.socket(
        "hang",
        (_socket, payload: object) => {
          weak.push(new WeakRef(payload));
          return new Promise(() => undefined);
        },
        { timeoutMs: 0 },
      );
      router.socket("hang:once", () => new Promise(() => undefined), {
        idempotent: true,
        timeoutMs: 60_000,
      });
      router.socket("quick", () => "quick");
    });
    const hanging = await server.connect();
    const healthy = await server.connect();
    for (let n = 0; n < 10_000; n++) hanging.emit("hang", { n });
    for (let n = 0; n < 100; n++) hanging.emit("hang:once", { n });
    await waitFor(() => weak.length === 10_000);
    expect(await healthy.emitWithAck("quick")).toEqual({ ok: true, data: "quick" });
    hanging.disconnect();
    await waitFor(() => server.io.sockets.sockets.size === 1);
    const { setFlagsFromString } = await import("node:v8");
    const { runInNewContext } = await import("node:vm");
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    await waitFor(() => {
      collect();
      return weak.filter((ref) => ref.deref() !== undefined).length < 100;
    });
  });
});

import { SocketException } from "@carillon/socket-contract";
import { createRealtime } from "@carillon/socket-facade";
import { FakeIo, refused } from "@carillon/socket-testing";
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Tracer } from "@opentelemetry/api";
import { expect, it } from "vitest";
import { subscribe } from "../src/index.js";
import type { TelemetryOptions } from "../src/index.js";
import { startSdk } from "./sdk.js";
import type { Sdk } from "./sdk.js";

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const ada = { id: "user-ada" };

interface Watched extends AsyncDisposable {
  readonly io: FakeIo;
  readonly sdk: Sdk;
  readonly unsubscribe: () => void;
}

/** An application on a fake, watched by a real SDK. */
function watch(options: (sdk: Sdk) => TelemetryOptions = (sdk) => sdk): Watched {
  const sdk = startSdk();
  const unsubscribe = subscribe(options(sdk));
  const { route, socket } = createRealtime({ logger: silent });
  const io = new FakeIo();
  socket.guard("api", ({ token }) => (token === "ada-secret" ? ada : null));
  socket.use("auth:socket");
  route.channel("orders.{orderId}", { join: () => true });
  route.socketGroup({ middleware: ["auth:socket"] }, () => {
    route.socket("plain", () => "ok");
    route.socket("nested", async () => {
      await Promise.resolve();
      await withSpan(sdk.tracer, "query", () =>
        socket.broadcast("orders.secret-room", "order:updated", "payload"),
      );
      return "ok";
    });
    route.socket("refuse", () => {
      throw new SocketException("Sold out", { code: "sold_out", data: { secret: "payload" } });
    });
    route.socket("break", () => Promise.reject(new Error("the payload is secret")));
  });
  socket.attach(io);
  return {
    io,
    sdk,
    unsubscribe,
    async [Symbol.asyncDispose]() {
      await io[Symbol.asyncDispose]();
      unsubscribe();
      await sdk[Symbol.asyncDispose]();
    },
  };
}

async function withSpan(tracer: Tracer, name: string, work: () => Promise<void>): Promise<void> {
  await tracer.startActiveSpan(name, async (span) => {
    await work();
    span.end();
  });
}

const token = { auth: { token: "ada-secret" } };

it("makes one root span of each event, linked to its connection, with what the handler does below", async () => {
  await using watched = watch();
  const { io, sdk } = watched;
  const client = await io.connect(token);
  await client.emitWithAck("nested", "payload");
  client.emit("plain");
  await io.settled();

  const spans = sdk.spans();
  const of = (name: string) => spans.filter((span) => span.name === name);
  const [nested] = of("process nested");
  const [opened] = of("connect");
  expect(nested).toMatchObject({
    kind: SpanKind.SERVER,
    parentSpanContext: undefined,
    status: { code: SpanStatusCode.UNSET },
    attributes: {
      "messaging.system": "socket.io",
      "messaging.operation.name": "process",
      "messaging.operation.type": "process",
      "messaging.destination.name": "/",
      "carillon.event": "nested",
      "carillon.request_id": expect.any(String) as string,
      "carillon.outcome": "ok",
    },
  });
  expect(nested?.links.map(({ context }) => context)).toEqual([opened?.spanContext()]);
  expect(of("process plain")[0]).toMatchObject({ kind: SpanKind.CONSUMER, parentSpanContext: undefined });
  expect(of("process plain")[0]?.spanContext().traceId).not.toBe(nested?.spanContext().traceId);

  // The guard is asked by the middleware, the broadcast is sent inside of the handler's own span.
  const [query] = of("query");
  expect(query?.parentSpanContext?.spanId).toBe(nested?.spanContext().spanId);
  const [sent] = of("send order:updated");
  expect(sent).toMatchObject({ kind: SpanKind.PRODUCER });
  expect(sent?.parentSpanContext?.spanId).toBe(query?.spanContext().spanId);
  const asked = of("authenticate api").filter(({ attributes }) => attributes["carillon.phase"] === "recheck");
  expect(asked[0]?.parentSpanContext?.spanId).toBe(nested?.spanContext().spanId);
});

it("makes an error of the server's failures alone, and tells nothing that is not the operator's", async () => {
  await using watched = watch();
  const { io, sdk } = watched;
  const client = await io.connect(token);
  await refused(io.client({ auth: { token: "wrong-secret" } }));
  await client.emitWithAck("refuse", "payload");
  const broken = (await client.emitWithAck("break", "payload")) as { requestId: string };
  await client.emitWithAck("made:up:by:client");
  await client.emitWithAck("channel:join", { channel: "orders.secret-room" });

  const spans = sdk.spans();
  const outcome = (name: string): unknown[] =>
    spans
      .filter((span) => span.name === name)
      .map(({ status, attributes }) => [status.code, attributes["error.type"]]);
  expect(outcome("process refuse")).toEqual([[SpanStatusCode.UNSET, "sold_out"]]);
  expect(outcome("process break")).toEqual([[SpanStatusCode.ERROR, "socket_error"]]);
  expect(outcome("process (unknown)")).toEqual([[SpanStatusCode.UNSET, "unknown_event"]]);
  expect(outcome("join orders.{orderId}")).toEqual([[SpanStatusCode.UNSET, undefined]]);
  expect(spans.find(({ name }) => name === "process break")?.attributes["carillon.request_id"]).toBe(
    broken.requestId,
  );
  const told = JSON.stringify(
    spans.map(({ name, attributes, events, status, links }) => [name, attributes, events, status, links]),
  );
  for (const secret of ["secret", "payload", "user-ada", "made:up", client.id])
    expect(told).not.toContain(secret);
});

it("measures durations and counts outcomes by route, outcome and namespace", async () => {
  await using watched = watch();
  const { io, sdk } = watched;
  const client = await io.connect(token);
  await client.emitWithAck("plain");
  await client.emitWithAck("plain");
  await client.emitWithAck("refuse");
  const labels = {
    "messaging.system": "socket.io",
    "messaging.operation.name": "process",
    "messaging.operation.type": "process",
    "messaging.destination.name": "/",
  };
  const expected = [
    { attributes: { ...labels, "carillon.event": "plain", "carillon.outcome": "ok" }, value: 2 },
    {
      attributes: {
        ...labels,
        "carillon.event": "refuse",
        "carillon.outcome": "sold_out",
        "error.type": "sold_out",
      },
      value: 1,
    },
  ];
  expect(await sdk.points("messaging.process.duration")).toEqual(expected);
  expect(await sdk.points("carillon.operations")).toEqual(expect.arrayContaining(expected));
  expect(await sdk.points("carillon.authenticate.duration")).toMatchObject([
    { attributes: { "carillon.guard": "api", "carillon.phase": "handshake" }, value: 1 },
    { attributes: { "carillon.guard": "api", "carillon.phase": "recheck" }, value: 3 },
  ]);
});

it("counts the connections that are open", async () => {
  await using watched = watch();
  const { io, sdk, unsubscribe } = watched;
  const [first] = await Promise.all([io.connect(token), io.connect(token)]);
  const open = async (): Promise<unknown> =>
    (await sdk.points("carillon.connections")).map(({ value }) => value);
  expect(await open()).toEqual([2]);
  first.disconnect();
  await io.settled();
  expect(await open()).toEqual([1]);
  unsubscribe();
  expect(await open()).toEqual([0]);
});

it("keeps labels few, however many names there are", async () => {
  await using watched = watch((sdk) => ({ ...sdk, maxNames: 2 }));
  const { io, sdk } = watched;
  const client = await io.connect(token);
  for (const event of ["plain", "refuse", "break", "nested"]) await client.emitWithAck(event);
  const points = await sdk.points("messaging.process.duration");
  expect(points.map(({ attributes }) => attributes["carillon.event"])).toEqual([
    "plain",
    "refuse",
    "(other)",
    "(other)",
  ]);
});

it("records nothing after it ended, and only what it is asked for", async () => {
  await using watched = watch((sdk) => ({ ...sdk, tracer: false }));
  const { io, sdk, unsubscribe } = watched;
  const client = await io.connect(token);
  await client.emitWithAck("plain");
  expect(sdk.spans()).toEqual([]);
  expect(await sdk.points("messaging.process.duration")).toMatchObject([{ value: 1 }]);
  unsubscribe();
  await client.emitWithAck("plain");
  expect(await sdk.points("messaging.process.duration")).toMatchObject([{ value: 1 }]);
  expect(() => subscribe({ maxNames: 0 })).toThrow(
    "maxNames is 0; write a whole number above 0, such as 500.",
  );
});

it("gives a handler the span of its own event, not of the request that it came in with", async () => {
  await using watched = watch();
  const { io, sdk } = watched;
  const outer = sdk.tracer.startSpan("upgrade");
  const { context } = await import("@opentelemetry/api");
  const client = await context.with(trace.setSpan(ROOT_CONTEXT, outer), () => io.connect(token));
  await context.with(trace.setSpan(ROOT_CONTEXT, outer), () => client.emitWithAck("plain"));
  const event = sdk.spans().find(({ name }) => name === "process plain");
  expect(event?.parentSpanContext).toBeUndefined();
  expect(event?.spanContext().traceId).not.toBe(outer.spanContext().traceId);
});

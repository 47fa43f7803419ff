import { defineContract } from "@carillon/socket-contract";
import { createRealtime, Route, Socket } from "@carillon/socket-facade";
import type { SocketsConfig } from "@carillon/socket-facade";
import { startServer } from "@carillon/socket-testing";
import { describe, expect, test } from "vitest";
import { inspect } from "node:util";
import { z } from "zod";
import { silent } from "./silent.js";

type Setup = (layer: ReturnType<typeof createRealtime>) => unknown;

const guards = { api: () => null };
const contract = defineContract({
  client: { "chat:send": { payload: z.object({ text: z.string() }) }, "chat:typing": {} },
});

const cases: readonly [title: string, config: SocketsConfig, setup: Setup, codes: readonly string[]][] = [
  ["nothing wrong", {}, ({ route }) => route.socket("ping", () => 1), []],
  ["guards in the configuration, and no line", { auth: { guards } }, () => 1, ["AUTH_NOT_INSTALLED"]],
  ["required, and no line", { auth: { required: true } }, () => 1, ["AUTH_NOT_INSTALLED"]],
  ["a named guard, and no line", {}, ({ socket }) => socket.guard("api", () => null), ["AUTH_NOT_INSTALLED"]],
  ["guards, and the line", { auth: { guards } }, ({ socket }) => socket.use("auth:socket"), []],
  [
    "guarded routes, and no line",
    { auth: { guards } },
    ({ route }) => route.socket("a", () => 1, { middleware: "auth:socket" }),
    ["GUARDS_NOT_INSTALLED"],
  ],
  [
    "a contract and other routes",
    { contract },
    ({ route }) => route.socket("chat:sned" as never, () => 1).socket("chat:typing", () => 1),
    ["CONTRACT_EVENT_WITHOUT_ROUTE", "ROUTE_OUTSIDE_CONTRACT"],
  ],
  [
    "several nodes and nothing that they share",
    { scale: { adapter: "cluster" } },
    ({ route }) => route.socket("ping", () => 1),
    [],
  ],
  [
    "several nodes, and presence in the memory of each",
    { scale: { adapter: "cluster" } },
    ({ route }) => route.channel("rooms.{room}", { join: () => true, presence: true, history: {} }),
    ["MEMORY_STORES"],
  ],
  [
    "several nodes on one Redis",
    { redis: "redis://127.0.0.1:1" },
    ({ route }) =>
      route
        .channel("rooms.{room}", { join: () => true, presence: true, history: {} })
        .socket("pay", () => 1, { middleware: "throttle:1,1m", idempotent: true }),
    [],
  ],
  ["an unknown guard", {}, ({ socket }) => socket.use("auth:missing"), ["E_UNKNOWN_GUARD"]],
];

describe("what is found before a server runs", () => {
  test.each(cases)("%s", (_title, config, setup, codes) => {
    const layer = createRealtime({ logger: silent, ...config });
    setup(layer);
    expect(layer.socket.inspect().map(({ code }) => code)).toEqual(codes);
    // Looking changes nothing: it can be corrected and looked at again.
    expect(layer.socket.inspect().map(({ code }) => code)).toEqual(codes);
  });
});

test("the same is logged at boot, once for each", async () => {
  const lines: unknown[] = [];
  const { socket, route } = createRealtime({
    logger: { ...silent, warn: (fields, message) => void lines.push([fields, message]) },
    auth: { guards },
    contract,
  });
  route.socket("chat:send", () => 1);
  await using _server = await startServer((io) => socket.attach(io));
  expect(lines).toEqual([
    [
      { event: "contract_events_without_route", socketEvents: ["chat:typing"] },
      "Client events of the contract have no route, so that clients get unknown_event; register one for each",
    ],
    [
      { event: "boot_finding", code: "AUTH_NOT_INSTALLED" },
      "auth is configured, but nothing authenticates connections, so that every client gets in. " +
        'Add Socket.use("auth:socket") before Socket.attach(server).',
    ],
  ]);
  expect(socket.inspect()).toHaveLength(2);
});

test.each([
  [
    () => (Socket as unknown as { on: unknown }).on,
    'There is no Socket.on: write Route.socket("event", handler)',
  ],
  [
    () => (Socket as unknown as { channel: unknown }).channel,
    "There is no Socket.channel: write Route.channel(",
  ],
  [() => (Route as unknown as { on: unknown }).on, "There is no Route.on: write Route.socket("],
])("a method of the other facade says what to write: %s", (use, message) => {
  expect(use).toThrow(
    expect.objectContaining({ code: "E_FACADE_METHOD", message: expect.stringContaining(message) as string }),
  );
});

test("the facades print what they are", () => {
  expect(inspect([Route, Socket])).toContain("[the facade Route, of the current SocketManager]");
});

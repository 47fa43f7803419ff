import { defineContract, SocketException } from "@carillon/socket-contract";
import { expect, test } from "vitest";
import { z } from "zod";
import { createFakeClient } from "../src/index.js";

const order = z.object({ id: z.number(), status: z.string() });
const contract = defineContract({
  client: {
    "orders:create": { payload: z.object({ sku: z.string() }), reply: order },
    "orders:refuse": {},
    ping: { reply: z.string() },
  },
  server: { "order:updated": { payload: order } },
  channels: { "orders.{id}": { presence: z.object({ name: z.string() }) } },
});

const start = () =>
  createFakeClient<typeof contract>(
    {
      "orders:create": ({ sku }) => ({ id: 7, status: `new ${sku}` }),
      "orders:refuse": () => {
        throw new SocketException("Sold out.", { code: "sold_out", status: 409, data: { left: 0 } });
      },
    },
    { contract },
  );

test("answers by functions, and refuses by what they throw", async () => {
  await using client = start();
  expect(await client.request("orders:create", { sku: "bell" })).toEqual({ id: 7, status: "new bell" });
  await expect(client.request("orders:refuse")).rejects.toMatchObject({
    code: "sold_out",
    status: 409,
    data: { left: 0 },
  });
  await expect(client.request("ping")).rejects.toMatchObject({
    code: "unknown_event",
    message: 'The fake has no handler for "ping"; it has orders:create, orders:refuse.',
  });
  expect(client.requests.map(({ event }) => event)).toEqual(["orders:create", "orders:refuse", "ping"]);
});

test("pushes events to listeners, and those of a channel to the channel", async () => {
  await using client = start();
  const seen: unknown[] = [];
  client.on("order:updated", (payload) => seen.push(payload.status));
  client.channel("orders.7").on("order:updated", (payload) => seen.push(`7: ${payload.status}`));
  await client.request("orders:create", { sku: "bell" });
  client.push("order:updated", { id: 1, status: "alone" });
  client.push("order:updated", { id: 7, status: "shipped" }, { channel: "orders.7" });
  await client.request("orders:create", { sku: "bell" });
  expect(seen).toEqual(["alone", "7: shipped", "shipped"]);
});

test("shows members, and a status that goes with the connection", async () => {
  await using client = start();
  const { presence, state } = client.channel("orders.{id}", { id: 7 });
  presence.subscribe(() => undefined);
  await client.request("orders:create", { sku: "bell" });
  expect(state.getSnapshot().is).toBe("joined");
  client.pushMembers("orders.7", [{ id: "42", info: { name: "Ada" } }]);
  await client.request("orders:create", { sku: "bell" });
  expect(presence.getSnapshot()).toMatchObject([{ id: "42", info: { name: "Ada" } }]);

  client.goOffline();
  expect(client.status.getSnapshot().is).toBe("waiting");
  await expect(client.request("orders:create", { sku: "bell" })).rejects.toMatchObject({ code: "offline" });
  const online = new Promise<void>((resolve) => {
    client.status.subscribe(() => {
      if (client.status.getSnapshot().is === "online") resolve();
    });
  });
  client.goOnline();
  await online;
  expect(await client.request("orders:create", { sku: "bell" })).toMatchObject({ id: 7 });
});

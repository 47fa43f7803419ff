import { defineContract } from "@carillon/socket-contract";
import { expectTypeOf, test } from "vitest";
import { z } from "zod";
import { createHooks } from "./index.js";

export const contract = defineContract({
  client: {
    "orders:create": { payload: z.object({ sku: z.string() }), reply: z.object({ id: z.number() }) },
    ping: {},
  },
  server: { "order:updated": { payload: z.object({ id: z.number(), at: z.coerce.date() }) } },
  channels: { "orders.{id}": { presence: z.object({ name: z.string() }) }, lobby: {} },
});
const { useChannel, useClient, useEvent, usePresence, useRequest } = createHooks<typeof contract>();

test("events and channels are those of the contract", () => {
  useEvent("order:updated", ({ id, at }) => {
    expectTypeOf(id).toEqualTypeOf<number>();
    expectTypeOf(at).toEqualTypeOf<Date>();
  });
  // @ts-expect-error -- no such event
  useEvent("order:deleted", () => undefined);
  useChannel(
    "orders.{id}",
    { id: 7 },
    { on: { "order:updated": ({ id }) => void expectTypeOf(id).toBeNumber() } },
  );
  useChannel("orders.7", {});
  useChannel("lobby", {});
  useChannel("orders.{id}", null);
  // @ts-expect-error -- no such channel
  useChannel("teams.{id}", { id: 7 });
  // @ts-expect-error -- another parameter
  useChannel("orders.{id}", { order: 7 });
  // @ts-expect-error -- no such event
  useChannel("orders.{id}", { id: 7 }, { on: { "order:deleted": () => undefined } });
});

test("requests know payload and reply", () => {
  const { run, data } = useRequest("orders:create", {
    onSuccess: (reply) => void expectTypeOf(reply).toEqualTypeOf<{ id: number }>(),
    optimistic: ({ sku }) => void expectTypeOf(sku).toBeString(),
  });
  expectTypeOf(data).toEqualTypeOf<{ id: number } | undefined>();
  void run({ sku: "a" });
  // @ts-expect-error -- a number is no sku
  void run({ sku: 7 });
  // @ts-expect-error -- the payload is needed
  void run();
  void useRequest("ping").run();
  // @ts-expect-error -- no such event
  useRequest("orders:destroy");
});

test("members are of the channel's own type, and a selection of what it returns", () => {
  const members = usePresence("orders.{id}", { id: 7 });
  expectTypeOf(members[0]?.info?.name).toEqualTypeOf<string | undefined>();
  expectTypeOf(usePresence("orders.{id}", { id: 7 }, (all) => all.length)).toEqualTypeOf<number>();
  expectTypeOf(useClient().request("orders:create", { sku: "a" })).resolves.toEqualTypeOf<{ id: number }>();
});

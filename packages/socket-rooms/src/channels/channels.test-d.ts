import { expectTypeOf, test } from "vitest";
import { Channels } from "../index.js";
import type { ChannelParams, ChannelRule } from "../index.js";

test("parameters are read from the pattern", () => {
  expectTypeOf<ChannelParams<"teams.{team}.rooms.{room}">>().toEqualTypeOf<{
    readonly team: string;
    readonly room: string;
  }>();
  new Channels().define("orders.{orderId}", ({ userId }, { orderId }) => userId === orderId);
  new Channels().define("orders.{orderId}", {
    join: (_context, params) => {
      expectTypeOf(params).toEqualTypeOf<{ readonly orderId: string }>();
      return { name: params.orderId };
    },
    whisper: ["typing"],
  });
  // @ts-expect-error -- the pattern has no such parameter
  new Channels().define("orders.{orderId}", (_context, { id }) => id === "1");
});

test("classes fit", () => {
  class OrderChannel implements ChannelRule<{ orderId: string }> {
    async join(_context: unknown, { orderId }: { orderId: string }): Promise<boolean> {
      return Promise.resolve(orderId === "1");
    }
  }
  new Channels().define("orders.{orderId}", OrderChannel);
  // @ts-expect-error -- its parameter has another name
  new Channels().define("orders.{id}", OrderChannel);
  // @ts-expect-error -- a rule answers true, false or an object
  new Channels().define("orders.{id}", () => "yes");
});

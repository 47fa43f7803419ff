import { expect, it } from "vitest";
import { z } from "zod";
import { Channels } from "../channels/channels.js";
import { PresenceSchemas } from "./presence-schemas.js";

const channels = new Channels().define("rooms.{room}", { join: () => true, presence: true });
const match = channels.match("rooms.1")!;

function toldOf(presence: z.ZodObject | z.ZodCustom, info: object): unknown {
  try {
    return new PresenceSchemas({ channels: { "rooms.{id}": { presence } } }).check(match, info);
  } catch (error) {
    return (error as Error).message;
  }
}

it("passes what fits, and names the field of what does not", () => {
  const schema = z.object({ user: z.object({ name: z.string("a name is a text") }) });
  expect(toldOf(schema, { user: { name: "Ada" } })).toEqual({ user: { name: "Ada" } });
  expect(toldOf(schema, { user: { name: 7 } })).toBe(
    'What "rooms.{room}" shows of a member does not fit its contract: user.name: a name is a text; change what `join`, `info` or updatePresence gives, or the contract.',
  );
});

it("names the whole where no field is wrong", () => {
  expect(
    toldOf(
      z.custom(() => false, "nothing fits"),
      {},
    ),
  ).toBe(
    'What "rooms.{room}" shows of a member does not fit its contract: (root): nothing fits; change what `join`, `info` or updatePresence gives, or the contract.',
  );
});

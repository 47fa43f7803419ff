import { defineContract } from "@carillon/socket-contract";
import { z } from "zod";

/** What the components of the tests speak. */
export const contract = defineContract({
  client: {
    "message:send": {
      payload: z.object({ room: z.string(), text: z.string() }),
      reply: z.object({ id: z.number() }),
    },
    "room:close": { payload: z.object({ room: z.string() }) },
  },
  server: {
    "message:new": { payload: z.object({ id: z.number(), text: z.string() }) },
    "server:news": { payload: z.object({ title: z.string() }) },
  },
  channels: { "rooms.{room}": { presence: z.object({ name: z.string() }) } },
});

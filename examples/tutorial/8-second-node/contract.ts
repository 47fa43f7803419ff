import { defineContract } from "carillon/contract";
import { z } from "zod";
import type { User } from "./users.js";

const message = z.object({ from: z.string(), text: z.string() });

export const contract = defineContract({
  client: {
    "chat:say": {
      payload: z.object({ room: z.string(), text: z.string().trim().min(1).max(500) }),
      reply: message,
    },
  },
  server: { "chat:message": { payload: message } },
  channels: {
    "rooms.{room}": {
      presence: z.object({ name: z.string() }),
      whisper: { typing: { payload: z.object({ on: z.boolean() }) } },
    },
  },
});

declare module "carillon/contract" {
  interface Register {
    contract: typeof contract;
    user: User;
  }
}

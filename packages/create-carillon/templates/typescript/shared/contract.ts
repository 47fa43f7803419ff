import { defineContract } from "carillon/contract";
import { z } from "zod";

const message = z.object({ from: z.string(), text: z.string(), at: z.number() });

/** Everything that travels between the server and the page. */
export const contract = defineContract({
  client: {
    "chat:message": {
      payload: z.object({
        room: z.string().regex(/^[\w-]{1,40}$/),
        text: z.string().trim().min(1).max(2000),
      }),
      reply: message,
    },
  },
  server: { "chat:message": { payload: message } },
  channels: { "rooms.{room}": { presence: z.object({ name: z.string() }) } },
});

export type Contract = typeof contract;
export type Message = z.infer<typeof message>;

/** A user, as `context.user` has it. */
export interface User {
  readonly id: string;
  readonly name: string;
}

/** What signing in answers. */
export interface Session {
  readonly token: string;
  readonly user: User;
}

// Types every route, every broadcast and `context.user`.
declare module "carillon/contract" {
  interface Register {
    contract: Contract;
    user: User;
  }
}

import { defineContract } from "carillon/contract";
import { z } from "zod";

/** A user as everybody may see them. */
const person = z.object({ id: z.string(), handle: z.string(), name: z.string() });

/** A room that exists. */
const roomName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,39}$/, "A room’s name has letters, digits, dots and dashes, 40 at most.");

/** A room as somebody types it. */
const typedRoomName = z.string().trim().toLowerCase().pipe(roomName);

const roomInfo = z.object({ name: roomName, topic: z.string(), members: z.array(person) });

const message = z.object({
  id: z.string(),
  room: roomName,
  from: person,
  text: z.string(),
  /** Milliseconds since the epoch. */
  at: z.number(),
});

/** A notification of Carillon's; the chat has one kind, of being mentioned. */
const mention = z.object({
  id: z.string(),
  type: z.string(),
  data: message,
  createdAt: z.number(),
  readAt: z.number().nullable(),
  /** Its place; texts compare as places do. */
  cursor: z.string().nullable(),
});

const mentions = z.object({
  notifications: z.array(mention),
  newest: z.string(),
  oldest: z.string(),
  hasMore: z.boolean(),
  reset: z.boolean(),
  unread: z.number(),
});

/** Everything that travels between the server and the page. */
export const contract = defineContract({
  client: {
    "rooms:list": { reply: z.array(roomInfo) },
    "rooms:join": {
      payload: z.object({ room: typedRoomName }),
      reply: z.object({ room: roomInfo, messages: z.array(message) }),
    },
    "rooms:leave": { payload: z.object({ room: roomName }), reply: roomInfo },
    "chat:send": {
      payload: z.object({ room: roomName, text: z.string().trim().min(1).max(2_000) }),
      reply: message,
    },
    "chat:typing": { payload: z.object({ room: roomName, isTyping: z.boolean() }) },
    "notifications:list": { payload: z.object({ after: z.string().optional() }), reply: mentions },
    "notifications:read-all": {
      payload: z.object({ before: z.string() }),
      reply: z.object({ changed: z.number(), before: z.string(), unread: z.number() }),
    },
  },
  server: {
    "room:updated": { payload: roomInfo },
    "chat:message": { payload: message },
    "chat:typing": { payload: z.object({ room: roomName, from: person, isTyping: z.boolean() }) },
    "notification:new": { payload: mention },
    "notification:read-all": { payload: z.object({ before: z.string() }) },
  },
});

export type Contract = typeof contract;
export type Person = z.infer<typeof person>;
export type RoomInfo = z.infer<typeof roomInfo>;
export type Mention = z.infer<typeof mention>;
export type Message = z.infer<typeof message>;

/** What `POST /api/login` answers. */
export interface Session {
  readonly token: string;
  readonly user: Person;
}

declare module "carillon/contract" {
  interface Register {
    contract: Contract;
    user: Person;
  }
}

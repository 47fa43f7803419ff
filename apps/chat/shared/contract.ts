import { defineContract } from "carillon/contract";
import { z } from "zod";
import { maxRoomName, maxTextLength } from "./limits.js";

/** A user as the others see them. */
const person = z.object({ id: z.string(), handle: z.string(), name: z.string() });

/** The name of a room, which is also the parameter of its channel. */
const roomName = z
  .string()
  .max(maxRoomName, `A room’s name has ${String(maxRoomName)} characters at most.`)
  .regex(/^[a-z0-9-]+$/, "A room’s name has small letters, digits and dashes.");

const text = z.string().trim().min(1, "There is nothing in it.").max(maxTextLength);

const room = z.object({
  name: roomName,
  kind: z.enum(["public", "private", "direct"]),
  topic: z.string(),
  /** The other one, in a direct conversation. */
  with: person.nullable(),
  /** `invited`: one can accept or decline, and sees nothing of it yet. */
  standing: z.enum(["member", "invited"]),
  invitedBy: person.nullable(),
  /** Messages of others since the user last looked, on any device. */
  unread: z.number(),
  /** The place of the last message that the user has seen. */
  readUpTo: z.number(),
});

const message = z.object({
  /** Made by the page that sends it, so that the same one sent twice is one. */
  id: z.string(),
  /** Its place: later messages have higher ones. */
  seq: z.number(),
  room: roomName,
  from: person,
  /** Empty when it was deleted. */
  text: z.string(),
  /** Milliseconds since the epoch, as the two below. */
  at: z.number(),
  editedAt: z.number().nullable(),
  deletedAt: z.number().nullable(),
});

/** Everything that travels between the server and the page. */
export const contract = defineContract({
  client: {
    "rooms:list": { reply: z.object({ rooms: z.array(room), people: z.array(person) }) },
    "rooms:create": { payload: z.object({ name: roomName, isPrivate: z.boolean() }), reply: room },
    "rooms:invite": { payload: z.object({ room: roomName, user: z.string() }), reply: person },
    "rooms:accept": { payload: z.object({ room: roomName }), reply: room },
    /** Declines an invitation too. */
    "rooms:leave": { payload: z.object({ room: roomName }) },
    "rooms:read": { payload: z.object({ room: roomName, upTo: z.number() }) },
    "messages:list": {
      payload: z.object({ room: roomName, before: z.number().optional() }),
      reply: z.object({ messages: z.array(message), hasMore: z.boolean() }),
    },
    "messages:send": { payload: z.object({ id: z.uuid(), room: roomName, text }), reply: message },
    "messages:edit": { payload: z.object({ id: z.string(), text }), reply: message },
    "messages:delete": { payload: z.object({ id: z.string() }), reply: message },
    "node:info": { reply: z.object({ node: z.number(), nodes: z.number(), pid: z.number() }) },
    /** Ends the process that answers, as a crash would; only where there is another one. */
    "node:kill": {},
  },
  server: {
    "message:new": { payload: message },
    "message:changed": { payload: message },
    "room:changed": { payload: room },
    "room:gone": { payload: z.object({ name: roomName }) },
  },
  channels: {
    /** The messages of a room, and who is in it. */
    "rooms.{room}": {
      presence: person,
      whisper: { typing: { payload: z.object({ isTyping: z.boolean() }) } },
    },
    /** What concerns one user alone: their rooms and what is unread in them. */
    "inbox.{user}": {},
    /** Who is online. */
    people: { presence: person },
  },
});

export type Contract = typeof contract;
export type Person = z.infer<typeof person>;
export type Room = z.infer<typeof room>;
export type Message = z.infer<typeof message>;

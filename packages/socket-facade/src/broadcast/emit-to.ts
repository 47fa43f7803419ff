import { UsageError } from "@carillon/socket-contract/server";
import { kindOf } from "./broadcast-target.js";
import type { BroadcastTarget } from "./broadcast-target.js";

/** Where `emitTo` sends. */
export type Address =
  { readonly kind: "room"; readonly room: string } | { readonly kind: "user"; readonly id: string | number };

/** Whether a developer was told already; once for each target is enough. */
const warned = new WeakSet<object>();

/**
 * What the target of an `emitTo` means: a string with a dot, or of a personal room's form, is a room; else a user's id.
 *
 * A user's id with a dot must not be taken for a room, which clients could have joined: an e-mail address, and the id of a user who is
 * connected here, is a user. Where ids have dots and neither tells, the log says so once.
 *
 * @param given - As it was given.
 * @param target - Where it is sent.
 * @throws UsageError `E_EMIT_TARGET` for what is neither.
 */
export function addressOf(given: unknown, target: BroadcastTarget): Address {
  if (typeof given === "number") return { kind: "user", id: given };
  if (typeof given !== "string" || given === "") {
    throw new UsageError(
      "E_EMIT_TARGET",
      `Socket.emitTo takes a user's id or a room; got ${given === "" ? "an empty string" : kindOf(given)}. Write Socket.emitTo(user.id, ...).`,
    );
  }
  if (target.rooms.isUserRoom(given)) return { kind: "room", room: given };
  if (!given.includes(".") || isEmail(given) || isConnectedUser(given, target))
    return { kind: "user", id: given };
  if (target.hasDottedIds?.() === true && !target.rooms.isChannel(given)) warnOnce(target);
  return { kind: "room", room: given };
}

function isEmail(text: string): boolean {
  return /^[^@\s]+@[^@\s]+$/.test(text);
}

function isConnectedUser(id: string, { rooms, namespace }: BroadcastTarget): boolean {
  const main = "of" in namespace && typeof namespace.of === "function" ? namespace.of("/") : namespace;
  const { adapter } = main as { adapter?: { rooms?: ReadonlyMap<string, unknown> } };
  return adapter?.rooms?.has(rooms.userRoom(id)) === true;
}

function warnOnce({ outbox }: BroadcastTarget): void {
  if (warned.has(outbox)) return;
  warned.add(outbox);
  outbox.logger.warn(
    { event: "emit_to_ambiguous" },
    "Socket.emitTo has sent to a room, and ids of users have dots here: write Socket.toUser(id) or Socket.toRoom(room)",
  );
}

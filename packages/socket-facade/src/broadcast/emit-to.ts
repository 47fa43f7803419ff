import { UsageError } from "@carillon/socket-contract/server";
import { kindOf } from "./broadcast-target.js";

/** Where `emitTo` sends. */
export type Address =
  { readonly kind: "room"; readonly room: string } | { readonly kind: "user"; readonly id: string | number };

/**
 * What the target of an `emitTo` means: a string with a dot, or of a personal room's form, is a room; else a user's id.
 *
 * @param target - As it was given.
 * @param isUserRoom - Whether a name has the form of a personal room.
 * @throws UsageError `E_EMIT_TARGET` for what is neither.
 */
export function addressOf(target: unknown, isUserRoom: (name: string) => boolean): Address {
  if (typeof target === "number") return { kind: "user", id: target };
  if (typeof target === "string" && target !== "") {
    return target.includes(".") || isUserRoom(target)
      ? { kind: "room", room: target }
      : { kind: "user", id: target };
  }
  throw new UsageError(
    "E_EMIT_TARGET",
    `Socket.emitTo takes a user's id or a room; got ${target === "" ? "an empty string" : kindOf(target)}. Write Socket.emitTo(user.id, ...).`,
  );
}

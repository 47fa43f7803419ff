import { UsageError } from "@carillon/socket-contract/server";
import { OnDemand } from "../on-demand.js";
import { userIdText } from "../user-id.js";

/** A user or a room that a notification goes to. */
export interface Recipient {
  /** Passed to the notification's methods. */
  readonly user: unknown;
  /** `undefined` for a room. */
  readonly userId: string | undefined;
  readonly room: string | undefined;
}

/**
 * Lists the recipients of a notification, each once.
 *
 * @param to - A user, an address, or a list of them.
 * @param userIdOf - Finds a user's id.
 * @throws UsageError `E_NOTIFICATION_RECIPIENT` for a user without an id, before anything is sent.
 */
export function recipientsOf(to: unknown, userIdOf: (user: unknown) => unknown): Recipient[] {
  const recipients = new Map<string, Recipient>();
  for (const user of Array.isArray(to) ? (to as unknown[]) : [to]) {
    const recipient = recipientOf(user, userIdOf);
    recipients.set(`${recipient.room === undefined ? "user" : "room"} ${addressOf(recipient)}`, recipient);
  }
  return [...recipients.values()];
}

/** The id of a user or the name of a room, for logs and errors. */
export function addressOf({ userId, room }: Recipient): string {
  return userId ?? room ?? "";
}

/** A user's own `id`. */
export function ownId(user: unknown): unknown {
  return typeof user === "object" && user !== null ? (user as { id?: unknown }).id : undefined;
}

function recipientOf(user: unknown, userIdOf: (user: unknown) => unknown): Recipient {
  if (user instanceof OnDemand) {
    const { kind, address } = user;
    return {
      user,
      userId: kind === "user" ? address : undefined,
      room: kind === "room" ? address : undefined,
    };
  }
  const userId = typeof user === "object" && user !== null ? userIdText(userIdOf(user)) : undefined;
  if (userId === undefined) {
    throw new UsageError(
      "E_NOTIFICATION_RECIPIENT",
      'A notification goes to a user with an id, a list of them, or an address such as Notification.route("user", 42). ' +
        "Where users keep their id elsewhere, set the option userIdOf.",
    );
  }
  return { user, userId, room: undefined };
}

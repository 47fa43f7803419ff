import { UsageError } from "@carillon/socket-contract/server";
import { isFitText, userIdText } from "./user-id.js";

/** A recipient without a user object; made by `Notification.route`. */
export class OnDemand {
  readonly kind: "user" | "room";
  /** The user's id, or the room's name. */
  readonly address: string;

  /** @internal */
  constructor(kind: "user" | "room", address: unknown) {
    const text = kind === "user" ? userIdText(address) : isFitText(address, 1_024) ? address : undefined;
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- JavaScript may pass anything
    if (text === undefined || (kind !== "user" && kind !== "room")) {
      throw new UsageError(
        "E_NOTIFICATION_RECIPIENT",
        'Notification.route takes "user" and an id, or "room" and a name: Notification.route("room", "orders.7").',
      );
    }
    this.kind = kind;
    this.address = text;
  }

  /** The id of a user, so that a notification reads it like the id of a user object. */
  get id(): string | undefined {
    return this.kind === "user" ? this.address : undefined;
  }
}

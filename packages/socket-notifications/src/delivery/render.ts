import { UsageError } from "@carillon/socket-contract/server";
import type { AnyNotification, NotificationChannel } from "../notification.js";
import type { Recipient } from "./recipient.js";
import { addressOf } from "./recipient.js";

/** One notification for one recipient, ready to be stored and pushed. */
export interface Rendered {
  readonly recipient: Recipient;
  /** JSON text to store, or `undefined` where it is not stored. */
  readonly stored: string | undefined;
  /** JSON-safe data to push, or `undefined` where it is not pushed. */
  readonly pushed: { readonly data: unknown } | undefined;
}

/** What data must pass before it is stored or pushed. */
export interface RenderRules {
  readonly sanitize: (data: unknown) => unknown;
  readonly maxBytes: number;
}

/**
 * Calls all methods of a notification before anything is stored or pushed, so that one that throws leaves nothing behind.
 *
 * @returns `undefined` where the recipient does not get it.
 * @throws What the notification throws; UsageError `E_NOTIFICATION_CHANNEL` for an unknown channel, `E_NOTIFICATION_SIZE` for
 *   too much data.
 */
export async function render(
  notification: AnyNotification,
  recipient: Recipient,
  rules: RenderRules,
): Promise<Rendered | undefined> {
  const { user, userId } = recipient;
  if (!(await notification.shouldSend(user))) return undefined;
  const channels = checkedChannels(notification, await notification.via(user));
  const isStored = channels.has("database") && userId !== undefined;
  const isPushed = channels.has("socket");
  if (!isStored && !isPushed) return undefined;
  const stored = isStored ? textOf(await notification.toDatabase(user), "toDatabase") : undefined;
  const pushed = isPushed ? textOf(await notification.toSocket(user), "toSocket") : undefined;
  return {
    recipient,
    stored,
    pushed: pushed === undefined ? undefined : { data: JSON.parse(pushed) as unknown },
  };

  function textOf(data: unknown, method: string): string {
    // The sanitizer may be the application's own and return what JSON leaves out.
    const text = (JSON.stringify(rules.sanitize(data)) as string | undefined) ?? "null";
    const bytes = Buffer.byteLength(text);
    if (bytes <= rules.maxBytes) return text;
    throw new UsageError(
      "E_NOTIFICATION_SIZE",
      `${notification.type}.${method} returned ${String(bytes)} bytes for ${addressOf(recipient)}, more than ` +
        `maxBytes, ${String(rules.maxBytes)}; send an id and let clients ask for the rest.`,
    );
  }
}

function checkedChannels(notification: AnyNotification, channels: unknown): ReadonlySet<NotificationChannel> {
  const isChannel = (channel: unknown): channel is NotificationChannel =>
    channel === "database" || channel === "socket";
  if (Array.isArray(channels) && channels.every(isChannel)) return new Set(channels);
  const wrong: unknown = Array.isArray(channels) ? channels.find((channel) => !isChannel(channel)) : channels;
  throw new UsageError(
    "E_NOTIFICATION_CHANNEL",
    `${notification.type}.via returned ${JSON.stringify(wrong)}; return a list of "database" and "socket". Send mail and ` +
      "other channels yourself, beside notify().",
  );
}

import { SocketException } from "@carillon/socket-contract";

/** The longest channel name that a client may ask for. */
const maxLength = 200;
const allowed = /^[A-Za-z0-9_.:/@=,;+~#-]+$/;

/**
 * The channel that a client names in its payload, `{ channel: "orders.7" }`.
 *
 * @param payload - Anything; it came from a client.
 * @returns 1 to 200 characters of `A-Z a-z 0-9 _ . : / @ = , ; + ~ # -`.
 * @throws SocketException `bad_input` for anything else.
 */
export function channelNameIn(payload: unknown): string {
  if (typeof payload !== "object" || payload === null) {
    throw new SocketException(
      `Send an object, { channel: "orders.7" }, not ${payload === null ? "null" : typeof payload}.`,
      { code: "bad_input" },
    );
  }
  const { channel } = payload as { readonly channel?: unknown };
  if (typeof channel !== "string" || channel.length > maxLength || !allowed.test(channel)) {
    throw new SocketException(
      `A channel is named by 1 to ${String(maxLength)} letters, digits and _ . : / @ = , ; + ~ # -`,
      { code: "bad_input" },
    );
  }
  return channel;
}

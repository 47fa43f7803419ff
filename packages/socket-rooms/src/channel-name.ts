import { SocketException } from "@carillon/socket-contract";

/** The longest channel name that a client may ask for. */
const maxLength = 200;
const allowed = /^[A-Za-z0-9_.:/@=,;+~#-]+$/;

/**
 * Makes sure that a client may use a value as a channel's name.
 *
 * @param value - Anything; it came from a client.
 * @returns The same value: 1 to 200 characters of `A-Z a-z 0-9 _ . : / @ = , ; + ~ # -`.
 * @throws SocketException `bad_input` for anything else.
 */
export function channelName(value: unknown): string {
  if (typeof value !== "string" || value.length > maxLength || !allowed.test(value)) {
    throw new SocketException(
      `A channel is named by 1 to ${String(maxLength)} letters, digits and _ . : / @ = , ; + ~ # -`,
      { code: "bad_input" },
    );
  }
  return value;
}

import { SocketException } from "@carillon/socket-contract";
import type { Whisper } from "./channel-rule.js";

/** The longest name of a whisper. */
const maxLength = 100;

/**
 * What a client whispers.
 *
 * @param whispered - The payload of `channel:whisper`: `{ channel, event, payload }`.
 * @throws SocketException `bad_input` without an event.
 */
export function whisperOf(whispered: unknown): Whisper {
  const { event, payload } = whispered as { readonly event?: unknown; readonly payload?: unknown };
  if (typeof event !== "string" || event === "" || event.length > maxLength) {
    throw new SocketException(
      `A whisper is { channel, event, payload? } with an event of 1 to ${String(maxLength)} characters.`,
      {
        code: "bad_input",
      },
    );
  }
  return { event, payload };
}

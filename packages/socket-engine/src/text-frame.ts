/** The most bytes of a message that a frame of {@link textFrame} holds: a longer one gains nothing from being one chunk. */
export const maxFrameBytes = 16_384;

/**
 * The whole WebSocket frame of an Engine.IO message, as one string whose characters are its bytes (latin1).
 *
 * `ws` writes a head and a body, two chunks for each frame. One chunk costs less, strings of several frames are joined for
 * nothing, and a text of ASCII alone is its own bytes.
 *
 * @param data - A packet of Socket.IO's, up to {@link maxFrameBytes} bytes in UTF-8.
 * @returns A string to be written as latin1; `undefined` where the packet is too long.
 * @see RFC 6455, section 5.2.
 */
export function textFrame(data: string): string | undefined {
  const bytes = Buffer.byteLength(data) + 1;
  if (bytes > maxFrameBytes) return undefined;
  const head =
    bytes < 126
      ? `\x81${String.fromCharCode(bytes)}4`
      : `\x81\x7e${String.fromCharCode(bytes >> 8, bytes & 0xff)}4`;
  return head + (bytes === data.length + 1 ? data : Buffer.from(data).toString("latin1"));
}

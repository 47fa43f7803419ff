/** The most bytes of a message that a frame of {@link textFrame} holds: what is longer gains nothing from being one chunk. */
export const maxFrameBytes = 16_384;

/**
 * The whole WebSocket frame of an Engine.IO message, as one chunk.
 *
 * `ws` writes a head and a body, two chunks for each frame. One chunk costs less, and a text of ASCII alone needs no
 * `Buffer` at all: as latin1 its characters are its bytes.
 *
 * @param data - A packet of Socket.IO's, up to {@link maxFrameBytes} bytes in UTF-8.
 * @returns A string to be written as latin1, or bytes; `undefined` where the packet is too long.
 * @see RFC 6455, section 5.2.
 */
export function textFrame(data: string): string | Buffer | undefined {
  const bytes = Buffer.byteLength(data) + 1;
  if (bytes > maxFrameBytes) return undefined;
  const head =
    bytes < 126
      ? `\x81${String.fromCharCode(bytes)}4`
      : `\x81\x7e${String.fromCharCode(bytes >> 8, bytes & 0xff)}4`;
  if (bytes === data.length + 1) return head + data;
  const frame = Buffer.allocUnsafe(head.length + bytes - 1);
  frame.write(head, 0, "latin1");
  frame.write(data, head.length);
  return frame;
}

import { createRequire } from "node:module";
import fc from "fast-check";
import { expect, it } from "vitest";
import { maxFrameBytes, textFrame } from "./text-frame.js";

interface SenderClass {
  frame(data: Buffer, options: object): Buffer[];
}
const { Sender } = createRequire(import.meta.url)("ws") as { Sender: SenderClass };

/** What `ws` writes for an Engine.IO message. */
function frameOfWs(data: string): Buffer {
  const options = { fin: true, opcode: 1, mask: false, rsv1: false, readOnly: false };
  return Buffer.concat(Sender.frame(Buffer.from(`4${data}`), options));
}

function bytesOf(frame: string | undefined): Buffer {
  if (frame === undefined) throw new Error("There is no frame.");
  expect(frame).not.toMatch(/[^\0-\xff]/);
  return Buffer.from(frame, "latin1");
}

it("has the bytes that ws writes", () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 300 }),
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.string({ unit: "binary-ascii", maxLength: 300 }),
  );
  fc.assert(
    fc.property(text, (data) => {
      expect(bytesOf(textFrame(data)).equals(frameOfWs(data))).toBe(true);
    }),
  );
});

it.each([0, 1, 123, 124, 125, 126, 127, 128, 255, 256, 65_534 % maxFrameBytes, maxFrameBytes - 1])(
  "has the right length for %i characters, of one byte or two",
  (length) => {
    for (const character of ["x", "é", "\uD800"]) {
      const data = character.repeat(Math.floor(length / Buffer.byteLength(character)));
      expect(bytesOf(textFrame(data)).equals(frameOfWs(data))).toBe(true);
    }
  },
);

it("leaves longer packets to ws", () => {
  expect(textFrame("x".repeat(maxFrameBytes))).toBeUndefined();
  expect(textFrame("é".repeat(maxFrameBytes / 2))).toBeUndefined();
});

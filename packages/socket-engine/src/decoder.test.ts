import fc from "fast-check";
import { Decoder, Encoder } from "socket.io-parser";
import type { Packet } from "socket.io-parser";
import { describe, expect, it, vi } from "vitest";
import { FastDecoder } from "./decoder.js";

/** All that a decoder says about a sequence of inputs, errors included. */
function outcome(decoder: Decoder, inputs: readonly unknown[]): unknown[] {
  const said: unknown[] = [];
  decoder.on("decoded", (packet) => said.push(Object.entries(packet), packet));
  for (const input of inputs) {
    try {
      decoder.add(input);
    } catch (error) {
      said.push({ name: (error as Error).name, message: (error as Error).message });
    }
  }
  decoder.destroy();
  return said;
}

function expectSame(...inputs: unknown[]): void {
  expect(outcome(new FastDecoder(), inputs)).toStrictEqual(outcome(new Decoder(), inputs));
}

const json = fc.jsonValue({ maxDepth: 4 });
const name = fc.oneof(
  fc.constantFrom("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"),
  fc.constantFrom("", "__proto__", "constructor", "error", "message"),
  fc.string({ unit: "grapheme" }),
  fc.integer(),
);
/** What a peer of ours would send. */
const packets = fc.record({
  type: fc.constantFrom(2, 3),
  nsp: fc.oneof(
    fc.constantFrom("/", "/admin", "/a,b", "/1"),
    fc.string().map((text) => `/${text}`),
  ),
  id: fc.option(fc.nat(), { nil: undefined }),
  data: fc.oneof(fc.tuple(name, json), fc.array(json), json),
});
/** Malformed packets, and ones that no client sends. */
const pieces = fc.constantFrom(
  ...["2", "3", "5", "6", "0", "7", "51-", "5999999-", "61-", "-", "/", ",", "/admin,", " ", "\t", "\n"],
  ...["1", "0", "00", "12345678901234567890", "1e3", "0x1", "+1", "-1", ".5", "NaN", "٣", "\u00a0"],
  ...[
    "[",
    "]",
    "[]",
    "{}",
    '["event"]',
    "[1]",
    "[null]",
    '["connect"]',
    '["event",{"_placeholder":true,"num":0}]',
  ],
  ...[
    '["__proto__",{"__proto__":{"x":1}}]',
    "[1e999]",
    '["\\ud800"]',
    '["event"',
    "]]",
    "null",
    '"text"',
    "\uFEFF",
  ],
);
const malformed = fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join(""));

describe("decoding", () => {
  it("is Socket.IO's for what its encoder makes", () => {
    const encoder = new Encoder();
    fc.assert(
      fc.property(packets, (packet) =>
        expectSame(...(encoder.encode(packet as object as Packet) as unknown[])),
      ),
      { numRuns: 1_000 },
    );
  });

  it("is Socket.IO's for what no encoder makes, one after the other", () => {
    const input = fc.oneof(
      malformed,
      fc.string({ unit: "binary" }),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    );
    fc.assert(
      fc.property(fc.array(input, { maxLength: 5 }), (inputs) => expectSame(...inputs)),
      { numRuns: 1_500 },
    );
  });

  it.each<[string, unknown[]]>([
    ["a binary event", ['51-["event",{"_placeholder":true,"num":0}]', Buffer.from("x")]],
    ["a placeholder without binary", ['2["event",{"_placeholder":true,"num":0}]']],
    [
      "a placeholder that names a method (CVE-2022-2421)",
      ['51-["event",{"_placeholder":true,"num":"splice"}]', Buffer.from("x")],
    ],
    ["a placeholder out of bounds", ['51-["event",{"_placeholder":true,"num":1}]', Buffer.from("x")]],
    ["more attachments than are allowed", ['511-["event"]', "2[1]"]],
    [
      "attachments that are no number",
      ['5x-["event"]', '5-["event"]', '51["event"]', '51.5-["event"]', '50-["event"]'],
    ],
    [
      "text between the parts of a binary packet",
      ['52-["event"]', Buffer.from("x"), '2["event"]', Buffer.from("y")],
    ],
    ["binary out of nowhere", [Buffer.from("x"), '2["event"]']],
    ["an event whose name is an object (CVE-2023-32695)", ['2[{"toString":"foo"}]']],
    ["reserved names", ['2["connect"]', '2["disconnecting"]', '3["connect"]', '2["error"]']],
    ["an event that is no array", ["2{}", '2"x"', "2", "2null", "2[]", "21", "3", "3{}"]],
    [
      "ids that are none",
      ['2 ["event"]', '21 ["event"]', '2\t1["event"]', '2007["event"]', '299999999999999999999["event"]'],
    ],
    [
      "namespaces",
      ['2/admin,["event"]', "2/admin", "2/,[1]", '2/a?b=1,7["event"]', '2/admin["event"]', "2//,[1]"],
    ],
    ["what comes behind", ['2["event"]x', '2["event"] ', '2["event"]["event"]']],
    ["no packet at all", ["", "x", "9", null, undefined, 1, {}, []]],
  ])("is Socket.IO's for %s", (_title, inputs) => {
    expectSame(...inputs);
  });

  it("tells every listener, as often as Socket.IO's", () => {
    const heard = [new FastDecoder(), new Decoder()].map((decoder) => {
      const all: unknown[] = [];
      const say = (name: string) => (packet: Packet) => void all.push([name, packet.data]);
      const [first, second] = [say("first"), say("second")];
      decoder.add('2["to none"]');
      decoder.on("decoded", first);
      decoder.add('2["to the first"]');
      decoder.on("decoded", second);
      decoder.once("decoded", say("once"));
      decoder.add('2["to all"]');
      decoder.off("decoded", first);
      decoder.add('2["to the second"]');
      decoder.off("decoded");
      decoder.once("decoded", say("once"));
      decoder.add('2["once"]');
      decoder.add('2["to none"]');
      return all;
    });
    expect(heard[0]).toHaveLength(6);
    expect(heard[0]).toEqual(heard[1]);
  });

  it("keeps the limit of attachments and the reviver that it is given", () => {
    const options = {
      maxAttachments: 1,
      reviver: (_key: string, value: unknown) => (value === 1 ? "one" : value),
    };
    const inputs = ['52-["event"]', '2["event",1]', '3["event",1]'];
    expect(outcome(new FastDecoder(options), inputs)).toStrictEqual(outcome(new Decoder(options), inputs));
  });

  it.each(['2["event"]', '2/admin,["event",{"a":1}]', '2/admin,17["event"]', "30[]", "3/a,1[null]"])(
    "takes the shorter way for %s",
    (packet) => {
      using add = vi.spyOn(Decoder.prototype, "add");
      new FastDecoder().add(packet);
      expect(add).not.toHaveBeenCalled();
    },
  );
});

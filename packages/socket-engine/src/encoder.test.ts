import fc from "fast-check";
import { Encoder } from "socket.io-parser";
import type { Packet } from "socket.io-parser";
import { describe, expect, it } from "vitest";
import { FastEncoder } from "./encoder.js";

/** A packet that any code could make. */
function packetOf(parts: object): Packet {
  return parts as Packet;
}

/** What an encoder makes of a packet, or how it fails. Encoders change what they encode, so each gets a packet of its own. */
function outcome(encoder: Encoder, packet: Packet): unknown {
  try {
    return encoder.encode(packet) as unknown;
  } catch (error) {
    return { name: (error as Error).name, message: (error as Error).message };
  }
}

function expectSame(build: () => Packet): void {
  expect(outcome(new FastEncoder(), build())).toEqual(outcome(new Encoder(), build()));
}

const binary = fc.oneof(
  fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
  fc.uint8Array({ maxLength: 8 }),
  fc.uint8Array({ maxLength: 8 }).map((bytes) => new Uint8Array(bytes).buffer),
  fc.float32Array({ maxLength: 4 }),
);
const placeholder = fc.record({ _placeholder: fc.boolean(), num: fc.integer() });
const value = fc.oneof(
  fc.anything({
    withDate: true,
    withNullPrototype: true,
    withSparseArray: true,
    withTypedArray: true,
    withMap: true,
  }),
  fc.jsonValue(),
  placeholder,
  fc.array(fc.oneof(binary, fc.jsonValue(), placeholder)),
  fc.dictionary(fc.string({ unit: "binary" }), fc.oneof(binary, fc.jsonValue())),
);
const nsp = fc.oneof(fc.constantFrom("/", "", "/admin", undefined), fc.string({ unit: "grapheme" }));
const id = fc.oneof(fc.constantFrom(undefined, null, 0), fc.nat(), fc.double());
const packets = fc.record({
  type: fc.integer({ min: 0, max: 6 }),
  nsp,
  id,
  data: fc.oneof(value, fc.array(value), fc.tuple(fc.string({ unit: "grapheme" }), value)),
});

describe("encoding", () => {
  it("is Socket.IO's, whatever the packet", () => {
    fc.assert(
      // Binary packets are changed while they are encoded, but not what they hold.
      fc.property(packets, (packet) => expectSame(() => packetOf({ ...packet }))),
      { numRuns: 1_000 },
    );
  });

  it.each<[string, () => unknown]>([
    ["nothing", () => undefined],
    ["null", () => null],
    ["a Blob", () => ["event", new Blob(["x"])]],
    ["a File", () => ["event", { file: new File(["x"], "name") }]],
    ["a Date", () => ["event", new Date(0), new Date(NaN)]],
    [
      "something that becomes binary as JSON",
      () => ["event", { toJSON: () => ({ bytes: Buffer.from("x") }) }],
    ],
    ["something that becomes itself as JSON", () => ["event", cyclicJson()]],
    ["an inherited toJSON", () => ["event", Object.create({ toJSON: () => "inherited" }) as object]],
    ["inherited binary", () => ["event", Object.create({ bytes: Buffer.from("x") }) as object]],
    ["a getter that throws", () => ["event", throwing()]],
    ["an inherited getter that throws", () => ["event", Object.create(throwing()) as object]],
    ["a toJSON that throws", () => ["event", { toJSON: fail }]],
    ["a BigInt", () => ["event", 1n]],
    ["functions and symbols", () => ["event", () => 1, Symbol("x"), { f() {} }]],
    ["a hole", () => ["event", [, Buffer.from("x")]]], // eslint-disable-line no-sparse-arrays -- that is the case
    ["a lone surrogate", () => ["event", "\uD800"]],
    ["line separators", () => ["event", "\u2028\u2029\0"]],
    ["hidden binary", () => ["event", Object.defineProperty({}, "x", { value: Buffer.from("x") })]],
  ])("is Socket.IO's for %s", (_title, data) => {
    for (const type of [2, 3]) expectSame(() => packetOf({ type, nsp: "/", id: 1, data: data() }));
  });

  it("fails as Socket.IO's for what is cyclic or too deep", () => {
    const cyclic: unknown[] = ["event"];
    cyclic.push(cyclic);
    let deep: unknown = 1;
    for (let level = 0; level < 200_000; level++) deep = [deep];
    for (const data of [cyclic, ["event", deep]]) {
      expect(() => void new Encoder().encode(packetOf({ type: 2, nsp: "/", data }))).toThrow(RangeError);
      expect(() => void new FastEncoder().encode(packetOf({ type: 2, nsp: "/", data }))).toThrow(RangeError);
    }
  });

  it("calls toJSON as often as Socket.IO does", () => {
    const calls = [Encoder, FastEncoder].map((Class) => {
      let count = 0;
      const data = ["event", { toJSON: () => ++count }];
      return [new Class().encode(packetOf({ type: 2, nsp: "/", data })), count];
    });
    expect(calls[1]).toEqual(calls[0]);
  });
});

function cyclicJson(): object {
  const value = { toJSON: () => value, text: "x" };
  return value;
}

function throwing(): object {
  return Object.defineProperty({}, "x", { enumerable: true, get: fail });
}

function fail(): never {
  throw new Error("on purpose");
}

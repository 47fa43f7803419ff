import fc from "fast-check";
import { expect, test } from "vitest";
import { exceededLimit } from "./payload-limits.js";

/** What the walk without recursion must agree with. */
function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

function keysOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const items = Object.values(value) as unknown[];
  return items.length + items.reduce<number>((sum, item) => sum + keysOf(item), 0);
}

test("depth and keys are those of the whole payload", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(8), fc.nat(30), (payload, depth, keys) => {
      expect(exceededLimit({ depth }, payload) === "depth").toBe(depthOf(payload) > depth);
      expect(exceededLimit({ keys }, payload) === "keys").toBe(keysOf(payload) > keys);
    }),
  );
});

test("bytes are never fewer than those of the text in it, and no limit refuses nothing", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: "grapheme" }), (payload, text) => {
      const bytes = Buffer.byteLength(text);
      expect(exceededLimit({ bytes: bytes - 1 }, { text, payload })).toBe("bytes");
      expect(exceededLimit({}, payload)).toBeUndefined();
    }),
  );
});

test("100,000 levels are walked without recursion", () => {
  let payload: unknown = "leaf";
  for (let level = 0; level < 100_000; level++) payload = [payload];
  expect(exceededLimit({ depth: 99_999 }, payload)).toBe("depth");
  expect(exceededLimit({ depth: 100_000, keys: 100_000 }, payload)).toBeUndefined();
});

test("binary data counts its bytes and has no keys; what is sent behind the payload counts too", () => {
  expect(exceededLimit({ bytes: 10, keys: 0, depth: 0 }, Buffer.alloc(10))).toBeUndefined();
  expect(exceededLimit({ bytes: 10 }, new ArrayBuffer(11))).toBe("bytes");
  expect(exceededLimit({ bytes: 10 }, "12345", "67890x")).toBe("bytes");
  expect(exceededLimit({ bytes: 10 }, "12345", "67890")).toBeUndefined();
});

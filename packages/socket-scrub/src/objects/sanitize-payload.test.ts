import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sanitizePayload } from "./sanitize-payload.js";

const symbol = Symbol("token");

describe("sanitizePayload", () => {
  it("keeps ordinary JSON identical, is idempotent and never throws", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as unknown;
        fc.pre(
          !/token|secret|passw|cookie|sid|jwt|otp|pwd|proto|constructor|key|=|bearer|eyJ|:\/\//i.test(
            JSON.stringify(plain),
          ),
        );
        expect(sanitizePayload(plain)).toEqual(plain);
      }),
      { numRuns: 1_000 },
    );
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          withNullPrototype: true,
        }),
        (value) => {
          const once: unknown = sanitizePayload(value);
          expect(sanitizePayload(once)).toEqual(once);
          expect(JSON.parse(JSON.stringify(once))).toEqual(JSON.parse(JSON.stringify(sanitizePayload(once))));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("makes JSON of what is none, of a frozen input too", () => {
    const input = Object.freeze({
      date: new Date(0),
      bytes: Buffer.from("abc"),
      run: () => undefined,
      symbol,
      nothing: undefined,
      nan: Number.NaN,
      list: [undefined, () => undefined],
      html: "<script>alert(1)</script>",
    });
    expect(sanitizePayload(input)).toEqual({
      date: "1970-01-01T00:00:00.000Z",
      bytes: "[binary, 3 bytes]",
      nan: null,
      list: [null, null],
      html: "<script>alert(1)</script>",
    });
  });

  it("caps depth and size as told", () => {
    expect(sanitizePayload({ a: { b: { c: 1 } } }, { maxDepth: 2 })).toEqual({ a: { b: "[too deep]" } });
    expect(
      JSON.stringify(
        sanitizePayload(
          Array.from({ length: 99 }, () => 1),
          { maxValues: 9 },
        ),
      ),
    ).toContain("[too large]");
  });
});

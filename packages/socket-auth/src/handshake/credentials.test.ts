import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractToken } from "./credentials.js";

const token = "abc.DEF-1";
const header = (authorization: unknown): object => ({ headers: { authorization } });

describe("extractToken", () => {
  it("looks at auth, query, then the bearer header", () => {
    const all = { auth: { token: "a" }, query: { token: "q" }, ...header("Bearer h") };
    expect(extractToken(all as never)).toEqual({ token: "a", source: "auth" });
    expect(extractToken({ ...all, auth: {} })).toEqual({ token: "q", source: "query" });
    expect(extractToken({ ...all, auth: {}, query: {} })).toEqual({ token: "h", source: "header" });
    expect(extractToken(all as never, { sources: ["header", "auth"] })).toEqual({
      token: "h",
      source: "header",
    });
    expect(extractToken({})).toBeNull();
  });

  it.each([
    `Bearer ${token}`,
    `bearer ${token}`,
    `BEARER ${token}`,
    `Bearer \t  ${token}`,
    ` Bearer ${token} `,
  ])("reads %j", (value) => {
    expect(extractToken(header(value) as never)?.token).toBe(token);
  });

  it.each([
    "Bearer",
    "Bearer ",
    `Bearer${token}`,
    `XBearer ${token}`,
    `Basic ${token}`,
    `Digest username="Bearer ${token}"`,
    `Bearer ${token} ${token}`,
    `Bearer ${token}, Bearer ${token}`,
    `Bearer ${token},${token}`,
    `Bearer a\u0000b`,
    `Bearer ${"a".repeat(8_193)}`,
    ["Bearer a", "Bearer b"],
    42,
    null,
  ])("reads nothing in %j", (value) => {
    expect(extractToken(header(value) as never)).toBeNull();
  });

  it.each([
    [["a", "b"]],
    [{}],
    [{ toString: () => "a" }],
    [42],
    [true],
    [null],
    ["a b"],
    ["a\nb"],
    ["ü"],
    ["a".repeat(8_193)],
  ])("never converts %j, and looks no further", (malformed) => {
    const handshake = { auth: { token: malformed }, query: { token }, ...header(`Bearer ${token}`) };
    expect(extractToken(handshake as never)).toBeNull();
  });

  it.each([[""], ["  "], [undefined]])("passes over %j", (blank) => {
    expect(extractToken({ auth: { token: blank }, query: { token } })?.source).toBe("query");
  });

  it("reads no other place unless it is told to", () => {
    const headers = {
      cookie: `token=${token}`,
      "x-access-token": token,
      "proxy-authorization": `Bearer ${token}`,
    };
    expect(
      extractToken({ headers, query: { access_token: token }, auth: { access_token: token } }),
    ).toBeNull();
    const sources = [{ source: "cookie", name: "token" }] as const;
    expect(extractToken({ headers }, { sources })).toEqual({ token, source: "cookie" });
  });

  it.each([
    [`a=1; token=${token}; b=2`, token],
    [`token="${token}"`, token],
    ["token=a%7Cb", "a|b"],
    ["token=%zz", "%zz"],
    [`token=${token}; token=${token}`, token],
    ["token=a; token=b", undefined],
    ["xtoken=a", undefined],
    ["token", undefined],
    ["token=", undefined],
    ["Token=a", undefined],
  ])("reads the cookie of %j as %j", (cookie, expected) => {
    const sources = [{ source: "cookie", name: "token" }] as const;
    expect(extractToken({ headers: { cookie } }, { sources })?.token).toBe(expected);
  });

  it("is not fooled by a polluted prototype", () => {
    Object.defineProperty(Object.prototype, "token", { value: token, configurable: true });
    try {
      expect(extractToken({ auth: {}, query: {}, headers: {} })).toBeNull();
    } finally {
      delete (Object.prototype as { token?: string }).token;
    }
  });

  it("returns null or a well-formed string for anything at all", () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (auth, query, headers) => {
        const found = extractToken({ auth: { token: auth }, query, headers } as never);
        expect(found === null || /^[\x21-\x7e]{1,8192}$/.test(found.token)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

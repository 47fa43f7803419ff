import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { failureOf } from "./server/envelope.js";
import { errorCodes, isSocketException, SocketException, statusOf } from "./index.js";

test("has the fields of the envelope", () => {
  const cause = new Error("behind");
  const exception = new SocketException("Sold out", {
    code: "sold_out",
    status: 409,
    data: { left: 0 },
    retryable: false,
    retryAfterMs: 0,
    cause,
  });
  expect(exception).toMatchObject({
    name: "SocketException",
    message: "Sold out",
    code: "sold_out",
    status: 409,
    cause,
  });
  expect(failureOf(exception, "r-1")).toEqual({
    ok: false,
    error: "sold_out",
    message: "Sold out",
    status: 409,
    data: { left: 0 },
    retryable: false,
    retryAfterMs: 0,
    requestId: "r-1",
  });
});

test("leaves out what it does not have, and never has a cause it was not given", () => {
  expect(failureOf(new SocketException("No"))).toEqual({
    ok: false,
    error: "bad_request",
    message: "No",
    status: 400,
  });
  expect("cause" in new SocketException("No")).toBe(false);
  expect(failureOf(new SocketException("No", { data: null }))).toMatchObject({ data: null });
});

test("a code of Carillon's own brings its status, any other is 400", () => {
  for (const [code, status] of Object.entries(errorCodes)) {
    expect(new SocketException("x", { code }).status).toBe(status);
  }
  expect(new SocketException("x", { code: "mine" }).status).toBe(400);
  expect(new SocketException("x", { code: "constructor" }).status).toBe(400);
  expect(new SocketException("x", { code: "forbidden", status: 418 }).status).toBe(418);
  expect(statusOf("toString")).toBeUndefined();
});

class Sub extends SocketException {}
class OtherCopy extends Error {
  static {
    Object.defineProperty(this.prototype, Symbol.for("carillon.SocketException"), { value: true });
  }
}

test.each([
  ["its own", new SocketException("x"), true],
  ["a subclass", new Sub("x"), true],
  ["one of another copy", new OtherCopy("x"), true],
  ["an error", new Error("x"), false],
  ["a look-alike", { name: "SocketException", code: "x", message: "x" }, false],
  ["a look-alike error", Object.assign(new Error("x"), { name: "SocketException" }), false],
  ["a marked object that is no error", { [Symbol.for("carillon.SocketException")]: true }, false],
  ["an error of another realm", runInNewContext('new Error("x")') as unknown, false],
  ["undefined", undefined, false],
  ["null", null, false],
  ["a string", "SocketException", false],
  [
    "a proxy that throws",
    new Proxy(new SocketException("x"), {
      get(): never {
        throw new Error("no");
      },
    }),
    false,
  ],
])("%s: %#", (_name, value, expected) => {
  expect(isSocketException(value)).toBe(expected);
});

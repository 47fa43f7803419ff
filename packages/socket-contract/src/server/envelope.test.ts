import { expect, test } from "vitest";
import { SocketException } from "../socket-exception.js";
import { failureOf, successOf, unexpectedError } from "./index.js";

test("a failure's message and data are masked", () => {
  const exception = new SocketException("bad token Bearer abc123def456", {
    code: "bad_input",
    data: { token: "abc123def456", hint: "Bearer abc123def456" },
  });
  const envelope = failureOf(exception, "r-1");
  expect(JSON.stringify(envelope)).not.toContain("abc123def456");
  expect(envelope).toMatchObject({ ok: false, error: "bad_input", status: 422, requestId: "r-1" });
});

test("fields that an exception does not have are left out", () => {
  expect(failureOf(unexpectedError(new Error("secret")))).toEqual({
    ok: false,
    error: "socket_error",
    message: "An unexpected error occurred.",
    status: 500,
  });
});

test("a reply is sent as it is", () => {
  const reply = { token: "of my own" };
  expect(successOf(reply).data).toBe(reply);
});

import type { Schema } from "@carillon/socket-contract";
import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { createRouter } from "../index.js";
import { Controllers } from "./controllers.js";

const handler = (): void => undefined;
const asynchronous = (async () => Promise.resolve()) as never;

describe("misuse has a code and says what to write", () => {
  const schema = { text: String };
  test.each<[code: string, message: string, misuse: () => unknown]>([
    [
      "E_BAD_SCHEMA",
      'Route.socket("x"): payload is a Standard Schema',
      () => createRouter().socket("x", handler, { payload: schema as never }),
    ],
    [
      "E_BAD_SCHEMA",
      "got the function String",
      () => createRouter().socket("x", handler, { reply: String as unknown as Schema }),
    ],
    [
      "E_BAD_SCHEMA",
      'The payload of "x" in the contract\'s client events',
      () => createRouter({ contract: { client: { x: { payload: schema as never } } } }),
    ],
    [
      "E_BAD_SCHEMA",
      'The payload of "x" in the contract\'s server events',
      () => createRouter().configure({ contract: { server: { x: { payload: 5 as never } } } }),
    ],
    [
      "E_BAD_SCHEMA",
      'The presence of "a.{b}"',
      () => createRouter({ contract: { channels: { "a.{b}": { presence: {} as never } } } }),
    ],
    ["E_NOT_A_SERVER", "got undefined", () => createRouter().attach(undefined as never)],
    ["E_NOT_A_SERVER", "Express application", () => createRouter().attach((() => undefined) as never)],
    ["E_NOT_A_SERVER", "an instance of Server", () => createRouter().attach(createServer() as never)],
    ["E_RESERVED_EVENT", "Invalid route name", () => createRouter().socket("connect", handler)],
    [
      "E_BAD_HANDLER",
      'A handler is a function, "Controller@method", [Controller, "method"] or an object with handle().',
      () => new Controllers().resolve(5 as never),
    ],
    ["E_DUPLICATE_ROUTE", "rename one", () => createRouter().socket("x", handler).socket("x", handler)],
    ["E_NOT_ATTACHED", "call attach(io) before drain()", () => createRouter().drain()],
    ["E_ROUTER_SEALED", "configure it before", () => createRouter().seal().configure({})],
    [
      "E_UNKNOWN_OPTION",
      'did you mean "timeoutMs"',
      () => createRouter().socket("x", handler, { timeout: 5 } as never),
    ],
    [
      "E_UNKNOWN_MIDDLEWARE",
      'did you mean "throttle"',
      () => createRouter().socket("x", handler, { middleware: "throtle:1" }).seal(),
    ],
    ["E_UNKNOWN_CONTROLLER", "useSocketController", () => createRouter().socket("x", "Chat@send").seal()],
    ["E_ASYNC_GROUP", "synchronous", () => createRouter().socketGroup({}, asynchronous)],
  ])("%s: %s", (code, message, misuse) => {
    expect(misuse).toThrow(
      expect.objectContaining({
        code,
        message: expect.stringMatching(
          new RegExp(message.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "i"),
        ) as string,
      }),
    );
  });
});

import { describe, expect, test } from "vitest";
import { addRoute } from "./routes-file.js";

const route = {
  event: "chat:message",
  className: "ChatSocketController",
  method: "send",
  specifier: "../app/Sockets/ChatSocketController.js",
  packageName: "carillon",
  isModule: true,
};
const imports = `import { Route } from "carillon";
import ChatSocketController from "../app/Sockets/ChatSocketController.js";
`;
const whole = `${imports}
Route.socket("chat:message", ChatSocketController.send);
`;

describe("a route is added", () => {
  test("to a new file", () => {
    expect(addRoute("", route)).toBe(whole);
  });

  test("to a new file of CommonJS", () => {
    expect(addRoute("", { ...route, isModule: false })).toBe(`const { Route } = require("carillon");
const ChatSocketController = require("../app/Sockets/ChatSocketController.js");

Route.socket("chat:message", ChatSocketController.send);
`);
  });

  test("behind the imports and at the end of what is there", () => {
    const before = `// Everything that clients may send.
import {
  Route,
  Socket,
} from "carillon";
import "../bootstrap.js"; // first

Socket.use("auth:socket");

Route.socket("ping", () => "pong");
`;
    expect(addRoute(before, route)).toBe(`// Everything that clients may send.
import {
  Route,
  Socket,
} from "carillon";
import "../bootstrap.js"; // first
import ChatSocketController from "../app/Sockets/ChatSocketController.js";

Socket.use("auth:socket");

Route.socket("ping", () => "pong");
Route.socket("chat:message", ChatSocketController.send);
`);
  });

  test("once: again changes nothing, however it is quoted", () => {
    expect(addRoute(whole, route)).toBe(whole);
    const single = whole.replaceAll('"', "'").replaceAll("send);", "send, { timeout: 5 })");
    expect(addRoute(single, route)).toBe(single);
    const dense = whole.replaceAll("\n\n", "\n").trimEnd();
    expect(addRoute(dense, route)).toBe(dense);
  });

  test("a second method of the same controller shares its import", () => {
    expect(addRoute(whole, { ...route, event: "chat:typing", method: "typing" })).toBe(
      `${whole}Route.socket("chat:typing", ChatSocketController.typing);\n`,
    );
  });

  test("where the line is only a comment or part of a string", () => {
    const commented = whole.replace("Route.socket", "// Route.socket");
    expect(addRoute(commented, route)).toContain(
      '\n// Route.socket("chat:message", ChatSocketController.send);\nRoute.socket("chat:message"',
    );
    const url = `${imports}\nconst page = "http://example.org"; /* Route.socket("chat:message", Other.send) */\n`;
    expect(addRoute(url, route)).toContain('\nRoute.socket("chat:message", ChatSocketController.send);\n');
  });

  test("with the file's own line ends", () => {
    const added = addRoute(imports.replaceAll("\n", "\r\n"), route);
    expect(added).toBe(whole.replaceAll("\n", "\r\n"));
  });
});

describe("a route is refused", () => {
  test("when the event has another one", () => {
    const other = 'Route.socket("chat:message", OtherController.send);';
    expect(() => addRoute(other, route)).toThrow('already has another route for "chat:message"');
    expect(() => addRoute('Route.socket("chat:message", () => 1);', route)).toThrow("another route");
  });

  test("when the class's name is imported from elsewhere", () => {
    const other = 'import ChatSocketController from "./ChatSocketController.js";';
    expect(() => addRoute(other, route)).toThrow(
      'imports ChatSocketController from "./ChatSocketController.js"',
    );
  });
});

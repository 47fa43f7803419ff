import { describe, expect, test } from "vitest";
import { addRegistration } from "./routes-file.js";
import type { Registration } from "./routes-file.js";

const route: Registration = {
  facade: "Route",
  method: "socket",
  name: "chat:message",
  argument: "ChatSocketController.send",
  className: "ChatSocketController",
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
    expect(addRegistration("", route)).toBe(whole);
  });

  test("to a new file of CommonJS", () => {
    expect(addRegistration("", { ...route, isModule: false })).toBe(`const { Route } = require("carillon");
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
    expect(addRegistration(before, route)).toBe(`// Everything that clients may send.
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
    expect(addRegistration(whole, route)).toBe(whole);
    const single = whole.replaceAll('"', "'").replaceAll("send);", "send, { timeout: 5 })");
    expect(addRegistration(single, route)).toBe(single);
    const dense = whole.replaceAll("\n\n", "\n").trimEnd();
    expect(addRegistration(dense, route)).toBe(dense);
  });

  test("a second method of the same controller shares its import", () => {
    expect(
      addRegistration(whole, { ...route, name: "chat:typing", argument: "ChatSocketController.typing" }),
    ).toBe(`${whole}Route.socket("chat:typing", ChatSocketController.typing);\n`);
  });

  test("where the line is only a comment or part of a string", () => {
    const commented = whole.replace("Route.socket", "// Route.socket");
    expect(addRegistration(commented, route)).toContain(
      '\n// Route.socket("chat:message", ChatSocketController.send);\nRoute.socket("chat:message"',
    );
    const url = `${imports}\nconst page = "http://example.org"; /* Route.socket("chat:message", Other.send) */\n`;
    expect(addRegistration(url, route)).toContain(
      '\nRoute.socket("chat:message", ChatSocketController.send);\n',
    );
  });

  test("with the file's own line ends", () => {
    const added = addRegistration(imports.replaceAll("\n", "\r\n"), route);
    expect(added).toBe(whole.replaceAll("\n", "\r\n"));
  });
});

describe("what is there is taken up", () => {
  test("the import of another name of the package", () => {
    expect(addRegistration('import { Socket } from "carillon";\n\nSocket.use("auth:socket");\n', route)).toBe(
      `import { Socket, Route } from "carillon";
import ChatSocketController from "../app/Sockets/ChatSocketController.js";

Socket.use("auth:socket");
Route.socket("chat:message", ChatSocketController.send);
`,
    );
  });

  test("single quotes and no semicolons", () => {
    const before =
      "import { Route } from 'carillon'\nimport Other from './other.js'\n\nRoute.socket('ping', Other.ping)\n";
    expect(addRegistration(before, route)).toBe(`import { Route } from 'carillon'
import Other from './other.js'
import ChatSocketController from '../app/Sockets/ChatSocketController.js'

Route.socket('ping', Other.ping)
Route.socket('chat:message', ChatSocketController.send)
`);
  });

  test("a name that only begins like another", () => {
    const other = `${imports}\nRoute.socket("chat:message", ChatSocketController.sendAll);\n`;
    expect(() => addRegistration(other, route)).toThrow("another route");
  });
});

describe("a route is refused", () => {
  test("when the event has another one", () => {
    const other = 'Route.socket("chat:message", OtherController.send);';
    expect(() => addRegistration(other, route)).toThrow('already has another route for "chat:message"');
    expect(() => addRegistration('Route.socket("chat:message", () => 1);', route)).toThrow("another route");
  });

  test("when the class's name is imported from elsewhere", () => {
    const other = 'import ChatSocketController from "./ChatSocketController.js";';
    expect(() => addRegistration(other, route)).toThrow(
      'imports ChatSocketController from "./ChatSocketController.js"',
    );
  });
});

import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { project } from "./project.js";

const make = ["make:socket-controller", "ChatSocketController"];
const controller = "app/Sockets/ChatSocketController.js";
const itsTest = "app/Sockets/ChatSocketController.test.js";

describe("a controller is made", () => {
  test("by the seed's command", async () => {
    using folder = project();
    expect(await folder.run(...make, "--method", "send", "--event", "chat:message")).toEqual({
      code: 0,
      out:
        `Wrote ${controller}\nWrote ${itsTest}\n` +
        'Its line for the routes file: Route.socket("chat:message", ChatSocketController.send);\n',
      err: "",
    });
    expect(folder.files()).toEqual([controller, itsTest]);
    expect(folder.read(itsTest)).toBe(`import { test } from "node:test";
import { createRealtime } from "carillon";
import { testRealtime } from "carillon/testing";
import ChatSocketController from "./ChatSocketController.js";

const { route, socket: manager } = createRealtime();
route.socket("chat:message", ChatSocketController.send);

test("chat:message is answered", async () => {
  const t = await testRealtime({ manager });
  const client = await t.as({ id: 42 }).connect();
  await client.expect("chat:message", { text: "hello" }).toReply({ received: { text: "hello" } });
  await t.close();
});
`);
    expect(folder.read(controller)).toBe(`import { log } from "carillon";

export default class ChatSocketController {
  static async send(socket, payload, context) {
    log.info("chat:message", { socketId: socket.id, userId: context.userId });

    return { received: payload ?? null };
  }
}
`);
  });

  test("with its route, and again without a second one", async () => {
    using folder = project();
    const args = [...make, "--method=send", "--event=chat:message", "--register"];
    expect((await folder.run(...args)).out).toBe(
      `Wrote ${controller}\nWrote ${itsTest}\nWrote routes/sockets.js\n`,
    );
    const routes = folder.read("routes/sockets.js");
    expect(routes).toContain('Route.socket("chat:message", ChatSocketController.send);');
    expect((await folder.run(...args, "--force")).out).toBe(`Wrote ${controller}\nWrote ${itsTest}\n`);
    expect(folder.read("routes/sockets.js")).toBe(routes);
  });

  test("in CommonJS, in TypeScript, and in folders", async () => {
    using commonJs = project({ "package.json": '{ "dependencies": { "carillon": "*" } }' });
    await commonJs.run(...make);
    expect(commonJs.read(controller)).toContain(
      "module.exports = class ChatSocketController {\n  static async handle(",
    );
    using typed = project({ "tsconfig.json": "{}" });
    await typed.run(
      "make:socket-controller",
      "Admin/UserSocketController",
      "--event",
      "users:ban",
      "--register",
    );
    expect(typed.files()).toEqual([
      "app/Sockets/Admin/UserSocketController.test.ts",
      "app/Sockets/Admin/UserSocketController.ts",
      "routes/sockets.ts",
      "tsconfig.json",
    ]);
    expect(typed.read("routes/sockets.ts")).toContain('from "../app/Sockets/Admin/UserSocketController.js";');
    using stripped = project({
      "tsconfig.json": '{ "compilerOptions": { "rewriteRelativeImportExtensions": true } }',
    });
    await stripped.run(
      ...make,
      "--event",
      "chat:message",
      "--register",
      "--routes",
      "src/live",
      "--folder",
      "src/sockets",
    );
    expect(stripped.read("src/live.ts")).toContain('from "./sockets/ChatSocketController.ts";');
  });

  test("for whichever package is installed", async () => {
    using folder = project({ "package.json": '{ "dependencies": { "@carillon/socket-facade": "*" } }' });
    await folder.run(...make);
    expect(folder.read(controller)).toContain('require("@carillon/socket-facade")');
    using none = project({ "package.json": "{}" });
    const { code, err } = await none.run(...make);
    expect([code, err]).toEqual([
      1,
      "carillon: Carillon is not installed here: npm install carillon socket.io\n",
    ]);
  });

  test("from a folder below the project's", async () => {
    using folder = project({ "src/index.js": "" });
    const { runCli } = await import("@carillon/socket-cli");
    const code = await runCli(make, { cwd: join(folder.path, "src"), out: () => {}, err: () => {} });
    expect([code, folder.files()]).toEqual([0, [controller, itsTest, "src/index.js"]]);
  });

  test("only for show with --dry-run", async () => {
    using folder = project();
    const { code, out } = await folder.run(...make, "--event", "chat:message", "--register", "--dry-run");
    expect(code).toBe(0);
    expect(out).toContain(`Would write ${controller}:\n\nimport { log }`);
    expect(out).toContain("Would write routes/sockets.js:\n\nimport { Route }");
    expect(folder.files()).toEqual([]);
  });
});

describe("one clear line, exit code 1 and nothing written", () => {
  test.each([
    ["a path out of the project", ["make:socket-controller", "../Evil"], "cannot be a controller's name"],
    ["an absolute path", ["make:socket-controller", "/tmp/Evil"], "cannot be a controller's name"],
    ["a backslash", ["make:socket-controller", "..\\Evil"], "cannot be a controller's name"],
    ["a reserved word", ["make:socket-controller", "class"], "write it like ChatSocketController"],
    ["a number", ["make:socket-controller", "42"], '"42" cannot be'],
    ["an empty name", ["make:socket-controller", ""], "cannot be a controller's name"],
    ["code as a name", ["make:socket-controller", "A{}process.exit()"], "cannot be a controller's name"],
    ["the name of a global", ["make:socket-controller", "Promise"], "write PromiseSocketController"],
    ["the name of an import", ["make:socket-controller", "Socket"], "write SocketSocketController"],
    ["no name", ["make:socket-controller"], "make:socket-controller needs its <name>"],
    ["two names", [...make, "Other"], 'takes nothing more: "Other" is too much'],
    ["a method that is none", [...make, "--method", "a-b"], '"a-b" cannot be a controller\'s method'],
    ["the constructor", [...make, "--method", "constructor"], "cannot be a controller's method"],
    ["an event with a quote", [...make, "--event", 'a"); evil("'], "cannot be an event's name"],
    ["an event that ends nowhere", [...make, "--event", "chat:"], "write it like chat:message"],
    ["a reserved event", [...make, "--event", "disconnect"], "belongs to Socket.IO"],
    ["an event of Carillon's", [...make, "--event", "channel:join"], "is answered by Carillon itself"],
    [
      "a routes file that nothing is written to",
      [...make, "--routes", "routes/a.js"],
      "--routes names the file that",
    ],
    ["the folder above", [...make, "--folder", ".."], "--folder is a path inside the project"],
    ["a folder outside", [...make, "--folder", "../elsewhere"], "--folder is a path inside the project"],
    [
      "routes outside",
      [...make, "--event", "a", "--register", "--routes", "/tmp/x"],
      "--routes is a path inside",
    ],
    ["a route without event", [...make, "--register"], "--register needs the event"],
    [
      "an option misspelt",
      [...make, "--metod", "send"],
      "There is no option --metod; did you mean --method?",
    ],
    ["an option that does not exist", [...make, "--banana"], "There is no option --banana. Options: --event"],
    ["an option twice", [...make, "--event", "a", "--event", "b"], "--event is given more than once"],
    ["an option without value", [...make, "--event"], "--event needs a value"],
    ["a flag with a value", [...make, "--force=yes"], 'takes nothing more: "yes" is too much'],
    ["a command misspelt", ["make:socket-controler", "A"], "did you mean make:socket-controller?"],
    [
      "no command of ours",
      ["banana"],
      'There is no command "banana". Commands: init, make:socket-controller, make:channel,',
    ],
  ])("%s", async (_what, args, message) => {
    using folder = project();
    const { code, out, err } = await folder.run(...args);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/^carillon: [^\n]+\n$/);
    expect(err).toContain(message);
    expect(folder.files()).toEqual([]);
  });

  test("a controller that exists", async () => {
    using folder = project({ [controller]: "mine" });
    expect(await folder.run(...make)).toMatchObject({
      code: 1,
      err: `carillon: ${controller} exists already; --force overwrites it.\n`,
    });
    expect(folder.read(controller)).toBe("mine");
  });

  test("a route that exists for something else: no controller either", async () => {
    const routes = 'Route.socket("chat:message", () => 1);';
    using folder = project({ "routes/sockets.js": routes });
    const { code, err } = await folder.run(...make, "--event", "chat:message", "--register");
    expect([code, err]).toEqual([1, expect.stringContaining("another route")]);
    expect([folder.files(), folder.read("routes/sockets.js")]).toEqual([["routes/sockets.js"], routes]);
  });

  test.each([["app"], ["routes"]])("a file where the folder %s belongs", async (name) => {
    using folder = project({ [name]: "a file" });
    const { code, err } = await folder.run(...make, "--event", "chat:message", "--register");
    expect(code).toBe(1);
    expect(err).toMatch(/^carillon: (app|routes)\/.* cannot be written: .*file, not a folder\.\n$/);
    expect(folder.files()).toEqual([name]);
  });

  test("a folder in place of the routes file", async () => {
    using folder = project();
    mkdirSync(join(folder.path, "routes/sockets.js"), { recursive: true });
    const { code, err } = await folder.run(
      ...make,
      "--event",
      "a",
      "--register",
      "--routes",
      "routes/sockets.js",
    );
    expect([code, err.split("\n").length]).toEqual([1, 2]);
    expect(folder.files()).toEqual([]);
  });

  test("a read-only folder", async () => {
    using folder = project();
    mkdirSync(join(folder.path, "routes"));
    chmodSync(join(folder.path, "routes"), 0o555);
    chmodSync(folder.path, 0o777);
    const { code, err } = await asNobody(() => folder.run(...make, "--event", "chat:message", "--register"));
    expect([code, err]).toEqual([1, "carillon: routes/sockets.js cannot be written: permission denied.\n"]);
    expect(folder.files()).toEqual([]);
  });

  test("no project, or a manifest that is none", async () => {
    using broken = project({ "package.json": "{" });
    expect((await broken.run(...make)).err).toBe("carillon: package.json is not valid JSON.\n");
  });
});

test("a link to a routes file stays a link", async () => {
  using folder = project({ "shared/sockets.js": "" });
  mkdirSync(join(folder.path, "routes"));
  symlinkSync("../shared/sockets.js", join(folder.path, "routes/sockets.js"));
  await folder.run(...make, "--event", "chat:message", "--register");
  expect(folder.read("shared/sockets.js")).toContain("chat:message");
});

/** Without the rights of root, whom no folder stops. */
async function asNobody<Value>(work: () => Promise<Value>): Promise<Value> {
  const { geteuid, seteuid } = process;
  if (geteuid?.() !== 0 || seteuid === undefined) return work();
  seteuid.call(process, 65_534);
  try {
    return await work();
  } finally {
    seteuid.call(process, 0);
  }
}

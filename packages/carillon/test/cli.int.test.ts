import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connected, createClient } from "@carillon/socket-testing";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { linkedProject, startNode } from "./linked-project.js";

// Each of them starts processes that transpile as they load.

const routesFile = `import { Route, Socket } from "carillon";
console.log("loading");
class OrderSocketController {
  static subscribe() {}
}
Route.useSocketController("OrderSocketController", OrderSocketController);
Route.socket("ping", () => "pong");
Route.socketGroup({ prefix: "orders", middleware: ["auth:socket", "throttle:5,1m"], namespace: "/shop" }, () => {
  Route.socket("subscribe", "OrderSocketController@subscribe");
});
`;

describe("route:list", () => {
  test("prints a table, and nothing that the application prints", async () => {
    using folder = linkedProject({ "routes/sockets.js": routesFile });
    const { code, out, err } = await folder.run("route:list");
    expect(out.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
      ["Event", "Handler", "Middleware", "Namespace", "Source"],
      ["ping", "(inline)", "/", "routes/sockets.js:7:7"],
      [
        "orders:subscribe",
        "OrderSocketController.subscribe",
        "auth:socket, throttle:5,1m",
        "/shop",
        "routes/sockets.js:9:9",
      ],
      [""],
    ]);
    expect([code, err]).toEqual([0, "loading\n"]);
  });

  test("prints JSON, of TypeScript and of an application that listens, and ends", async () => {
    using folder = linkedProject({
      "app.ts": `${routesFile.replace("subscribe() {}", "subscribe(): void {}")}Socket.guard("api", () => null);\nSocket.attach(0);\n`,
    });
    const { code, out } = await folder.run("route:list", "app.ts", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject([
      { event: "ping", namespace: "/", guards: [], middleware: [], schema: { payload: null, reply: null } },
      { event: "orders:subscribe", namespace: "/shop", guards: ["socket"], middleware: ["throttle:5,1m"] },
    ]);
  });

  test("asks a layer that the file exports", async () => {
    using folder = linkedProject({
      "routes/sockets.js": `import { createRealtime } from "carillon";
export const live = createRealtime();
live.route.socket("ping", () => "pong");
`,
    });
    const { out } = await folder.run("route:list", "--json");
    expect((JSON.parse(out) as { event: string }[]).map(({ event }) => event)).toEqual(["ping"]);
  });

  test.each([
    ["no routes file", {}, [], "name your routes file: carillon route:list src/routes.js"],
    ["no such file", {}, ["live.js"], "There is no file live.js."],
    [
      "a file that throws",
      { "routes/sockets.js": "throw new Error('no database\\nat all')" },
      [],
      "routes/sockets.js cannot be loaded: no database",
    ],
    ["a syntax error", { "routes/sockets.js": "Route.socket(" }, [], "routes/sockets.js cannot be loaded: "],
    [
      "a route twice",
      { "routes/sockets.js": routesFile + 'Route.socket("ping", () => 1);' },
      [],
      '"ping" already has a route',
    ],
  ])("%s: one line and exit code 1", async (_what, files, args, message) => {
    using folder = linkedProject(files);
    const { code, out, err } = await folder.run("route:list", ...args);
    expect([code, out]).toEqual([1, ""]);
    expect(err.replace("loading\n", "")).toMatch(/^carillon: [^\n]+\n$/);
    expect(err).toContain(message);
  });

  test("no routes is no error", async () => {
    using folder = linkedProject({ "routes/sockets.js": "" });
    expect(await folder.run("route:list")).toEqual({
      code: 0,
      out: "",
      err: "routes/sockets.js registers no routes.\n",
    });
  });
});

test("--help and --version", async () => {
  using folder = linkedProject({});
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  expect((await folder.run("--version")).out).toMatch(`carillon/${version} `);
  expect((await folder.run("--help")).out).toMatch(
    /make:socket-controller <name>[^]*\n.*route:list \[file\]/,
  );
  expect((await folder.run("route:list", "--help")).out).toContain("--json");
  expect((await folder.run()).out).toContain("Usage\n  carillon <command>");
});

describe("what make:socket-controller writes answers a real client", () => {
  const server = (extension: string, load: string): string =>
    `${load.replace("$", `./routes/sockets.${extension}`)}
Socket.attach(server);
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
`;
  const esm = `import { createServer } from "node:http";
import { setSocketsConfig, Socket } from "carillon";
import "$";
setSocketsConfig({ auth: { required: false } });
const server = createServer();`;
  const cjs = `const { createServer } = require("node:http");
const { Socket } = require("carillon");
require("$");
const server = createServer();`;

  test.each([
    ["JavaScript", { "server.js": server("js", esm) }, "server.js"],
    [
      "CommonJS",
      { "server.js": server("js", cjs), "package.json": '{ "dependencies": { "carillon": "*" } }' },
      "server.js",
    ],
    ["TypeScript", { "server.ts": server("js", esm), "tsconfig.json": strict() }, "server.ts"],
  ])(
    "in %s",
    async (language, files, entry) => {
      using folder = linkedProject(files);
      const { code, err } = await folder.run(
        ...["make:socket-controller", "ChatSocketController", "--method", "send"],
        ...["--event", "chat:message", "--register"],
      );
      expect([code, err]).toEqual([0, ""]);
      if (language === "TypeScript") expect(typeErrors(folder.path)).toEqual([]);

      const child = startNode(folder.path, [entry]);
      try {
        const client = createClient(`http://127.0.0.1:${await portOf(child)}`);
        try {
          await connected(client);
          expect(await client.emitWithAck("chat:message", { text: "hi" })).toEqual({
            ok: true,
            data: { received: { text: "hi" } },
          });
        } finally {
          client.close();
        }
      } finally {
        await stop(child);
      }
    },
    60_000,
  );
});

/** The port that a server prints. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolvePort, reject) => {
    let text = "";
    const read = (data: Buffer): void => {
      text += data.toString();
      const port = /^\d+$/m.exec(text)?.[0];
      if (port !== undefined) resolvePort(Number(port));
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", () => reject(new Error(`The server did not start:\n${text}`)));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** As strict as TypeScript goes with a new project, unused names included. */
function strict(): string {
  return JSON.stringify({
    compilerOptions: {
      target: "ES2023",
      module: "nodenext",
      types: ["node"],
      customConditions: ["@carillon/source"],
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      noImplicitOverride: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      verbatimModuleSyntax: true,
      isolatedModules: true,
      skipLibCheck: true,
      noEmit: true,
    },
    include: ["app", "routes"],
  });
}

function typeErrors(root: string): string[] {
  const config = ts.getParsedCommandLineOfConfigFile(join(root, "tsconfig.json"), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, "\n"));
    },
  });
  expect(config?.fileNames.length).toBe(3);
  const program = ts.createProgram(config?.fileNames ?? [], config?.options ?? {});
  return program
    .getSourceFiles()
    .filter(({ fileName }) => config?.fileNames.includes(fileName))
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

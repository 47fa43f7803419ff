import { expect, test } from "vitest";
import { project } from "./project.js";

test("writes an application into a project, with the defaults where no question can be asked", async () => {
  using folder = project({
    "package.json": '{ "type": "module", "dependencies": { "carillon": "*", "zod": "*" } }',
  });
  const { code, out, err } = await folder.run("init");
  expect([code, err]).toEqual([0, ""]);
  expect(folder.files()).toEqual([
    "app/Guards/ApiGuard.js",
    "app/Guards/ApiGuard.test.js",
    "app/Sockets/ChatSocketController.js",
    "app/Sockets/ChatSocketController.test.js",
    "config/sockets.js",
    "contract.js",
    "contract.test.js",
    "routes/sockets.js",
  ]);
  expect(folder.read("routes/sockets.js")).toBe(`import { Route, Socket } from "carillon";
import ChatSocketController from "../app/Sockets/ChatSocketController.js";
import ApiGuard from "../app/Guards/ApiGuard.js";

Socket.use("auth:socket");
Route.socket("chat:message", ChatSocketController.send);
Socket.guard("api", new ApiGuard());
`);
  expect(folder.read("config/sockets.js")).toBe(`import { defineSocketsConfig } from "carillon";
import { contract } from "../contract.js";

export default defineSocketsConfig({
  contract,
  // Only users whom the guard knows may connect.
  auth: { guard: "api", required: true },
});
`);
  expect(folder.read("app/Sockets/ChatSocketController.test.js")).toContain("createRealtime({ contract })");
  // The configuration has it already.
  expect(out).not.toContain("Hand it to the server");
  expect(out).toContain("await SocketServiceProvider({ httpServer: server, config: true }).boot();");
});

test("without a guard, a contract or tests; before Carillon is installed", async () => {
  using folder = project({
    "package.json": '{ "type": "module", "devDependencies": { "typescript": "*" } }',
  });
  const { out } = await folder.run("init", "--public", "--no-test");
  expect(folder.files()).toEqual([
    "app/Sockets/ChatSocketController.ts",
    "config/sockets.ts",
    "routes/sockets.ts",
  ]);
  expect(folder.read("config/sockets.ts")).toContain("auth: { required: false },");
  expect(out).toContain("Install it: npm install carillon socket.io\n");
});

test("leaves an application that is there alone", async () => {
  using folder = project({ "routes/sockets.js": "mine" });
  const { code, err } = await folder.run("init");
  expect([code, err]).toEqual([
    1,
    expect.stringContaining("There is a routes file already: routes/sockets.js."),
  ]);
  expect(folder.files()).toEqual(["routes/sockets.js"]);
});

test("another guard by name; no name that is none", async () => {
  using folder = project();
  await folder.run("init", "--guard", "user-api");
  expect(folder.read("app/Guards/UserApiGuard.js")).toContain("class UserApiGuard");
  using other = project();
  expect((await other.run("init", "--guard", "A b")).err).toContain('"A b" cannot be a guard\'s name');
});

test("a Nest project keeps all that runs in src", async () => {
  using folder = project({
    "package.json": '{ "dependencies": { "carillon": "*" }, "devDependencies": { "typescript": "*" } }',
    "tsconfig.json": '{ "compilerOptions": { "module": "nodenext" } }',
    "nest-cli.json": "{}",
    "src/main.ts": "",
  });
  expect(await folder.run("init", "--public", "--no-test")).toMatchObject({ code: 0, err: "" });
  expect(folder.files()).toEqual([
    "nest-cli.json",
    "src/app/Sockets/ChatSocketController.ts",
    "src/config/sockets.ts",
    "src/main.ts",
    "src/routes/sockets.ts",
    "tsconfig.json",
  ]);
});

test("a registered contract is not named again, and one that is not is", async () => {
  const contract =
    'import { defineContract } from "carillon/contract";\nexport const contract = defineContract({});\n';
  const register =
    'declare module "carillon/contract" { interface Register { contract: typeof contract } }\n';
  for (const [text, payload] of [
    [contract, 'HandlerPayload<"a", typeof contract>'],
    [contract + register, 'HandlerPayload<"a">'],
  ] as const) {
    using folder = project({ "tsconfig.json": "{}", "contract.ts": text });
    await folder.run("make:socket-controller", "ChatSocketController", "--event", "a");
    expect(folder.read("app/Sockets/ChatSocketController.ts")).toContain(payload);
  }
});

import { expect, test } from "vitest";
import { linkedProject } from "./linked-project.js";

// Each of them starts processes that transpile as they load.

async function findings(files: Record<string, string>): Promise<{ code: number | null; found: string[] }> {
  using project = linkedProject(files);
  const { code, out } = await project.run("doctor", "--json");
  const { findings: all } = JSON.parse(out) as { findings: { level: string; message: string }[] };
  return { code, found: all.filter(({ level }) => level !== "ok").map(({ message }) => message) };
}

test("an application without mistakes", async () => {
  expect(
    await findings({
      "routes/sockets.js": 'import { Route } from "carillon";\nRoute.socket("ping", () => "pong");\n',
    }),
  ).toEqual({ code: 0, found: [] });
});

test("an application that cannot be loaded", async () => {
  expect(
    await findings({
      "routes/sockets.js": 'import { Route } from "carillon";\nRoute.socket("disconnect", () => 1);\n',
    }),
  ).toEqual({
    code: 1,
    found: [expect.stringContaining("routes/sockets.js cannot be loaded: ")],
  });
});

const routes = 'import { Route } from "carillon";\nRoute.socket("ping", () => "pong");\n';

test("what the layer itself finds is shown, with the configuration of config/sockets", async () => {
  const { code, found } = await findings({
    "config/sockets.js": `import { contract } from "../contract.js";
export default { contract, auth: { required: true }, server: { maxHttpBufferSize: 1e8 } };
`,
    "routes/sockets.js": routes,
    "contract.js": `import { defineContract } from "carillon";
export const contract = defineContract({ client: { ping: {}, "chat:message": {} } });
`,
  });
  expect([code, found]).toEqual([
    0,
    [
      expect.stringContaining("nothing authenticates connections, so that every client gets in"),
      expect.stringContaining("The contract has client events without a route"),
      expect.stringContaining("maxHttpBufferSize lets every client send 100000000 bytes"),
    ],
  ]);
});

test("a contract that no configuration names, and an adapter that is not installed", async () => {
  const { code, found } = await findings({
    "config/sockets.js": `export default { cors: { origin: "https://a.example" }, scale: { adapter: "redis", url: "redis://127.0.0.1:6379" } };\n`,
    "routes/sockets.js": routes,
    "contract.js": `import { defineContract } from "carillon";
export const contract = defineContract({ client: { "chat:message": {} } });
`,
  });
  expect(code).toBe(1);
  expect(found).toEqual(
    expect.arrayContaining([
      'The contract has "chat:message", and no route answers it',
      'The route "ping" is not in the contract: clients cannot send it typed',
      expect.stringContaining("cors.origin does not cover WebSocket"),
      'scale.adapter "redis" needs @socket.io/redis-adapter',
    ]),
  );
});

test("a configuration that is refused", async () => {
  expect(
    await findings({
      "config/sockets.js": "export default { pth: '/live' };\n",
      "routes/sockets.js": routes,
    }),
  ).toEqual({ code: 1, found: [expect.stringMatching(/^config\/sockets\.js: .*did you mean "path"/)] });
});

test.each([
  [
    "a schema that is none",
    'Route.socket("ping", () => 1, { payload: { text: String } });',
    'Route.socket("ping"): payload is a Standard Schema',
  ],
  [
    "a guard that is none",
    'Socket.guard("api", { token: "x" });',
    'The guard "api" cannot authenticate: give a function such as',
  ],
  [
    "guests with presence",
    'Route.channel("rooms.{room}", { join: () => true, guests: true, presence: true });',
    'The channel "rooms.{room}" has guests and presence',
  ],
  [
    "a channel in the shape of a path",
    'Route.channel("orders/:id", () => true);',
    'The channel pattern "orders/:id" has no parameter in braces; write "orders/{id}"',
  ],
  [
    "a route outside of its guards",
    'Socket.guard("api", () => null);\nRoute.socket("ping", () => 1, { middleware: "auth:socket" });',
    'These routes need a user, but nothing authenticates connections: "ping". Add Socket.use("auth:socket")',
  ],
])("the list of the boot: %s", async (_what, line, message) => {
  const { found } = await findings({
    "routes/sockets.js": `import { Route, Socket } from "carillon";\nvoid Socket;\n${line}\n`,
  });
  expect(found).toEqual([expect.stringContaining(message)]);
});

test("another layer's findings, whichever words they use", async () => {
  const { code, found } = await findings({
    "routes/sockets.js": `import { createRealtime } from "carillon";
export const live = createRealtime();
live.route.socket("ping", () => "pong");
live.socket.inspect = () => [{ level: "error", message: "Something is off.", fix: "Mend it." }];
`,
  });
  expect([code, found]).toEqual([1, ["Something is off."]]);
});

import { createServer } from "node:http";
import {
  getSocketManager,
  Route,
  setSocketManager,
  Socket,
  SocketManager,
  SocketServiceProvider,
} from "@carillon/socket-facade";
import { startServer } from "@carillon/socket-testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { silent } from "./silent.js";
import { temporaryFolder } from "./temporary-folder.js";

let before: SocketManager;
beforeEach(() => {
  before = setSocketManager(new SocketManager({ logger: silent }));
  Route.socket("ping", () => "pong");
});
afterEach(async () => {
  await getSocketManager().close();
  setSocketManager(before);
  vi.unstubAllEnvs();
});

describe("with a server and a configuration", () => {
  test.each([
    ["new", (options: object) => new SocketServiceProvider(options)],
    ["a call", (options: object) => SocketServiceProvider(options)],
  ])("made by %s, it configures and attaches", async (_how, make) => {
    const httpServer = createServer();
    const provider = make({ httpServer, config: { logger: silent, path: "/live" } });
    expect(provider).toBeInstanceOf(SocketServiceProvider);
    expect(await provider.register()).toBe(getSocketManager());
    expect(await provider.boot()).toBe(getSocketManager());
    await using server = await startServer(undefined, { httpServer, io: Socket.io() });
    const client = await server.connect({ path: "/live" });
    expect(await client.emitWithAck("ping")).toEqual({ ok: true, data: "pong" });
  });

  test("it is attached at once, without waiting", () => {
    const provider = SocketServiceProvider({ httpServer: createServer(), config: { path: "/live" } });
    void provider.register();
    void provider.boot();
    expect(Socket.isAttached).toBe(true);
    expect(getSocketManager().config.path).toBe("/live");
  });

  test("boot alone registers too, and attaches nothing when that fails", async () => {
    const wrong = SocketServiceProvider({ httpServer: createServer(), config: { pth: "/live" } as object });
    await expect(wrong.boot()).rejects.toThrow('did you mean "path"?');
    expect(Socket.isAttached).toBe(false);
    await SocketServiceProvider({ httpServer: createServer(), config: { path: "/live" } }).boot();
    expect(getSocketManager().config.path).toBe("/live");
  });
});

test("the bare class in a list of providers: the container makes it, and the server comes later", async () => {
  class Application {
    readonly name = "a container";
  }
  const providers = [SocketServiceProvider, class Other extends SocketServiceProvider {}];
  const made = providers.map((Provider) => new Provider(new Application() as object));
  for (const provider of made) await provider.register();
  for (const provider of made) await provider.boot();
  expect(Socket.isAttached).toBe(false);
  await using server = await startServer((io) => Socket.attach(io));
  expect(await (await server.connect()).emitWithAck("ping")).toEqual({ ok: true, data: "pong" });
});

describe("a configuration file", () => {
  const file = "export default { path: '/from-file', rooms: { max: 7 } };";

  test.each([
    ["true", true as const, "config/sockets.mjs"],
    ["a path", "settings/live.mjs", "settings/live.mjs"],
  ])("asked for by %s", async (_how, config, name) => {
    using folder = temporaryFolder({ [name]: file });
    const provider = SocketServiceProvider({ httpServer: createServer(), config, root: folder.path });
    await provider.boot();
    expect(getSocketManager().config).toMatchObject({ path: "/from-file", rooms: { max: 7 } });
    expect(Socket.isAttached).toBe(true);
  });

  test("is not loaded unasked", async () => {
    using folder = temporaryFolder({ "config/sockets.mjs": file });
    await SocketServiceProvider({ root: folder.path }).register();
    expect(getSocketManager().config.path).toBe("/socket.io");
  });

  test("with a wrong key: the error names it, and nothing is attached", async () => {
    using folder = temporaryFolder({ "config/sockets.mjs": "export default { auth: { gaurd: 'api' } };" });
    const provider = SocketServiceProvider({ httpServer: createServer(), config: true, root: folder.path });
    await expect(provider.boot()).rejects.toThrow('there is no sockets.auth.gaurd; did you mean "guard"?');
    expect(Socket.isAttached).toBe(false);
  });
});

describe("the environment", () => {
  test("wins when asked for", async () => {
    vi.stubEnv("CARILLON_PATH", "/from-environment");
    await SocketServiceProvider({ config: { path: "/written", timeoutMs: 5 }, env: true }).register();
    expect(getSocketManager().config).toMatchObject({ path: "/from-environment", timeoutMs: 5 });
  });

  test("is not read unasked", async () => {
    vi.stubEnv("CARILLON_PATH", "/from-environment");
    await SocketServiceProvider({ config: { timeoutMs: 5 } }).register();
    expect(getSocketManager().config.path).toBe("/socket.io");
  });
});

test.each([
  ["the server itself", () => SocketServiceProvider(createServer() as object), "{ httpServer: server }"],
  ["an unknown option", () => SocketServiceProvider({ server: 1 } as object), 'did you mean "httpServer"?'],
  ["a port", () => new SocketServiceProvider(3000 as never), "takes options"],
])("%s instead of options: the error says what to write", (_what, make, message) => {
  expect(make).toThrow(message);
});

test("an application that is a plain object with methods boots", async () => {
  const application = { booted: false, make: () => undefined };
  const provider = new SocketServiceProvider(application as never);
  await provider.register();
  expect(await provider.boot()).toBeInstanceOf(SocketManager);
  expect(() => SocketServiceProvider({ httpServr: 1 } as never)).toThrow('did you mean "httpServer"');
});

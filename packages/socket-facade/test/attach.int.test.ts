import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { Server as HttpServer } from "node:http";
import { connect, createSecureServer, createServer as createHttp2Server } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Server as NetServer, Socket as TcpSocket } from "node:net";
import { createRealtime } from "@carillon/socket-facade";
import type { AttachTarget, Realtime, SocketsConfig } from "@carillon/socket-facade";
import { connected, createClient, FakeIo, transports, waitFor } from "@carillon/socket-testing";
import { Server } from "socket.io";
import { describe, expect, test } from "vitest";
import { silent } from "./silent.js";
import { temporaryFolder } from "./temporary-folder.js";

const servers: [string, "http" | "https", () => NetServer & AttachTarget][] = [
  ["an http server", "http", () => createServer(greet)],
  ["an https server", "https", () => createHttpsServer(certificate(), greet)],
  [
    "an http2 server that speaks HTTP/1 too",
    "https",
    () =>
      createSecureServer({ ...certificate(), allowHTTP1: true }, (_request, response) =>
        response.end("page"),
      ),
  ],
];

describe.each(servers)("%s", (_name, scheme, create) => {
  const moments: [string, (server: NetServer, attach: () => void) => Promise<void>][] = [
    [
      "before listen",
      (server, attach) => {
        attach();
        return listening(server);
      },
    ],
    [
      "during listen",
      (server, attach) => {
        server.listen(0, "127.0.0.1");
        attach();
        return waitFor(() => server.listening).then(() => undefined);
      },
    ],
    ["after listen", (server, attach) => listening(server).then(attach)],
  ];
  test.each(moments)("attached %s serves its own pages and both transports", async (_moment, start) => {
    const server = create();
    const layer = layerWithPing();
    await using _stop = stopping(server, layer);
    await start(server, () => void layer.socket.attach(server));
    const url = `${scheme}://127.0.0.1:${String(portOf(server))}`;
    for (const transport of transports) {
      const client = createClient(url, { transports: [transport], rejectUnauthorized: false });
      try {
        await connected(client);
        expect(await client.emitWithAck("ping")).toEqual({ ok: true, data: "pong" });
      } finally {
        client.close();
      }
    }
  });
});

test.each([
  ["encrypted", "https", () => createSecureServer(certificate())],
  ["in the clear", "http", () => createHttp2Server()],
])("HTTP/2 itself, %s, opens a session", async (_how, scheme, create) => {
  const server = create();
  const layer = layerWithPing();
  await using _stop = stopping(server, layer);
  layer.socket.attach(server);
  await listening(server);
  const session = connect(`${scheme}://127.0.0.1:${String(portOf(server))}`, { rejectUnauthorized: false });
  try {
    const request = session.request({ ":path": "/socket.io/?EIO=4&transport=polling" });
    let body = "";
    for await (const part of request) body += String(part);
    expect(body).toMatch(/^0\{"sid":"/);
  } finally {
    session.destroy();
  }
});

test("a port listens by itself, and close ends it", async () => {
  const layer = layerWithPing();
  const { httpServer } = layer.socket.attach(0) as unknown as { httpServer: HttpServer };
  await waitFor(() => httpServer.listening);
  const client = createClient(`http://127.0.0.1:${String(portOf(httpServer))}`);
  try {
    await connected(client);
    expect(await client.emitWithAck("ping")).toEqual({ ok: true, data: "pong" });
  } finally {
    client.close();
    await layer.socket.close();
  }
  expect(httpServer.listening).toBe(false);
});

test("a Socket.IO server of one's own keeps its options and its listeners", async () => {
  const httpServer = createServer(greet);
  const io = new Server(httpServer, { path: "/own", maxHttpBufferSize: 12_345 });
  const seen: string[] = [];
  io.on("connection", (socket) => socket.on("own", () => seen.push("own")));
  const layer = layerWithPing();
  await using _stop = stopping(httpServer, layer);
  expect(layer.socket.attach(io)).toBe(io);
  await listening(httpServer);
  const client = createClient(`http://127.0.0.1:${String(portOf(httpServer))}`, { path: "/own" });
  try {
    await connected(client);
    client.emit("own");
    expect(await client.emitWithAck("ping")).toEqual({ ok: true, data: "pong" });
    expect(seen).toEqual(["own"]);
    expect(io.engine.opts.maxHttpBufferSize).toBe(12_345);
  } finally {
    client.close();
    await io.close();
  }
});

test("twice is an error that says so, whatever it is attached to, and leaves the second server alone", async () => {
  const layer = layerWithPing();
  const [first, second] = [createServer(), createServer()];
  await using _stop = stopping(first, layer);
  layer.socket.attach(first);
  for (const target of [first, second, 0, new Server()] as AttachTarget[]) {
    expect(() => layer.socket.attach(target)).toThrow("Sockets are attached already; createRealtime()");
  }
  expect([second.listenerCount("request"), second.listenerCount("upgrade")]).toEqual([0, 0]);
});

test("enabled: false takes any target and any route, and serves nothing", async () => {
  const layer = createRealtime({ logger: silent, enabled: false });
  layer.route.socket("ping", "MissingController@send", { middleware: ["nothing:of:ours"], auth: "missing" });
  layer.socket.use("auth:missing");
  const server = createServer(greet);
  await using _stop = stopping(server, layer);
  layer.socket.attach(server);
  await listening(server);
  const url = `http://127.0.0.1:${String(portOf(server))}`;
  expect(await (await fetch(`${url}/socket.io/?EIO=4&transport=polling`)).text()).toBe("page");
  await layer.socket.ready();
  await layer.socket.broadcast("orders.1", "order:updated", 1);
});

function layerWithPing(): Realtime {
  const layer = createRealtime({ logger: silent });
  layer.route.socket("ping", () => "pong");
  return layer;
}

function greet(_request: unknown, response: { end(text: string): unknown }): void {
  response.end("page");
}

function listening(server: NetServer): Promise<void> {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
}

function portOf(server: NetServer): number {
  return (server.address() as AddressInfo).port;
}

/** Ends a server with every connection that it still has. */
function stopping(server: NetServer, { socket }: Realtime): AsyncDisposable {
  const connections = new Set<TcpSocket>();
  for (const event of ["connection", "secureConnection"]) {
    server.on(event, (connection: TcpSocket) => connections.add(connection));
  }
  return {
    async [Symbol.asyncDispose]() {
      const closed = socket.close();
      for (const connection of connections) connection.destroy();
      await closed;
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

let made: { readonly key: string; readonly cert: string } | undefined;

/** A certificate that no client trusts, for this run of the tests alone. */
function certificate(): { readonly key: string; readonly cert: string } {
  if (made) return made;
  using folder = temporaryFolder({});
  const [key, cert] = [`${folder.path}/key.pem`, `${folder.path}/cert.pem`];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const subject = ["-subj", "/CN=localhost", "-days", "1"];
  execFileSync("openssl", ["req", "-x509", ...curve, ...subject, "-keyout", key, "-out", cert], {
    stdio: "ignore",
  });
  return (made = { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") });
}

describe("an attach that failed leaves nothing behind, and another one works", () => {
  test.each<[string, SocketsConfig, string]>([
    [
      "a guard that is not registered",
      { auth: { guard: "apy" } },
      'There is no guard "apy". Registered are: api; did you',
    ],
    ["a room template without an id", { rooms: { user: "users" } }, 'The room template "users"'],
    ["limits that are none", { limits: { byte: 1 } as never }, 'limits has no "byte"'],
    [
      "an address without an adapter",
      { scale: { url: "redis://127.0.0.1:1" } },
      "scale.url needs scale.adapter",
    ],
  ])("%s", async (_what, mistake, message) => {
    const { route, socket } = createRealtime({ logger: silent, ...mistake });
    const httpServer = createServer();
    route.socket("ping", () => "pong");
    socket.guard("api", () => ({ id: 1 }));
    socket.use("auth:socket");
    const listeners = (): number[] =>
      ["request", "upgrade", "close", "listening"].map((event) => httpServer.listenerCount(event));
    const before = listeners();

    expect(() => socket.attach(httpServer)).toThrow(message);
    expect(listeners()).toEqual(before);
    expect(socket.isAttached).toBe(false);

    socket.configure({ logger: silent });
    route.socket("late", () => "too");
    socket.attach(httpServer);
    await new Promise<void>((resolve) => httpServer.listen(0, "127.0.0.1", resolve));
    const { port } = httpServer.address() as AddressInfo;
    const client = await connected(
      createClient(`http://127.0.0.1:${String(port)}`, { auth: { token: "t" } }),
    );
    expect(await client.emitWithAck("late")).toEqual({ ok: true, data: "too" });
    client.close();
    await socket.close();
  });
});

test("a configuration replaces the one before, after close too", async () => {
  const { route, socket } = createRealtime({
    logger: silent,
    auth: { required: false },
    limits: { bytes: 5 },
  });
  route.socket("echo", (_socket, payload: unknown) => payload);
  for (const [limits, ok] of [
    [{ bytes: 5 }, false],
    [undefined, true],
  ] as const) {
    socket.configure({ logger: silent, auth: { required: false }, ...(limits && { limits }) });
    await using io = new FakeIo();
    socket.attach(io);
    const client = await io.connect();
    expect(await client.emitWithAck("echo", "longer than that")).toMatchObject({ ok });
    await socket.close();
  }
});

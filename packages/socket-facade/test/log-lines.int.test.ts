import { createServer } from "node:http";
import { createRealtime } from "@carillon/socket-facade";
import type { RealtimeRoutes, SocketsConfig } from "@carillon/socket-facade";
import { connected, nextEvent, refused, startServer, waitFor } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import { afterEach, expect, test, vi } from "vitest";
import { z } from "zod";

/** What a client or a request does, and what the log of the server says then. */
interface Case {
  readonly title: string;
  readonly config?: SocketsConfig;
  readonly routes?: (route: RealtimeRoutes) => void;
  readonly happens: (server: TestServer) => Promise<unknown>;
  /** In development, without its time; `<...>` stands for what differs each time. */
  readonly line: string;
  /** In production, without its time. */
  readonly data: object;
}

const auth = {
  guards: { api: ({ token }: { token: string | null }) => (token === "ada" ? { id: 1 } : null) },
};

const cases: readonly Case[] = [
  {
    title: "a handshake without a token",
    config: { auth },
    happens: (server) => refused(server.client()),
    line: 'INFO  A handshake was refused event=handshake_refused code=unauthenticated reason=no_token hint="The client sent no token: connect with io(url, { auth: { token } })." socketId=<id> namespace=/',
    data: {
      level: "info",
      message: "A handshake was refused",
      event: "handshake_refused",
      code: "unauthenticated",
      reason: "no_token",
      hint: "The client sent no token: connect with io(url, { auth: { token } }).",
      socketId: "<id>",
      namespace: "/",
    },
  },
  {
    title: "a handshake whose token the guard does not know",
    config: { auth },
    happens: (server) => refused(server.client({ auth: { token: "hunter2" } })),
    line: 'INFO  A handshake was refused event=handshake_refused code=unauthenticated reason=token_not_recognised hint="A token came, and the guard returned no user for it (asked: api)." socketId=<id> namespace=/',
    data: {
      level: "info",
      message: "A handshake was refused",
      event: "handshake_refused",
      code: "unauthenticated",
      reason: "token_not_recognised",
      hint: "A token came, and the guard returned no user for it (asked: api).",
      socketId: "<id>",
      namespace: "/",
    },
  },
  {
    title: "an origin that is not allowed",
    config: { auth: { ...auth, allowedOrigins: ["https://app.example.org"] } },
    happens: (server) => refused(server.client({ extraHeaders: { origin: "https://evil.example" } })),
    line: 'INFO  A handshake was refused event=handshake_refused code=forbidden reason=origin_not_allowed hint="Add \\"https://evil.example\\" to allowedOrigins if its pages may connect."',
    data: {
      level: "info",
      message: "A handshake was refused",
      event: "handshake_refused",
      code: "forbidden",
      reason: "origin_not_allowed",
      hint: 'Add "https://evil.example" to allowedOrigins if its pages may connect.',
    },
  },
  {
    title: "a message over the limit",
    config: { auth: { required: false }, server: { maxHttpBufferSize: 5_000 } },
    happens: async (server) => {
      const client = await connected(server.client());
      const left = nextEvent(client, "disconnect");
      client.emit("any", "hunter2".repeat(1_000));
      await left;
    },
    line: 'WARN  A client sent a message over the limit and was disconnected event=message_too_large address=127.0.0.1 maxBytes=5000 hint="send less, or set server.maxHttpBufferSize"',
    data: {
      level: "warn",
      message: "A client sent a message over the limit and was disconnected",
      event: "message_too_large",
      address: "127.0.0.1",
      maxBytes: 5_000,
      hint: "send less, or set server.maxHttpBufferSize",
    },
  },
  {
    title: "a client of another protocol version",
    happens: (server) => fetch(`${server.url}/socket.io/?EIO=3&transport=polling`),
    line: 'WARN  A client of another protocol version was refused event=protocol_version_refused version=3 hint="use socket.io-client 3 or 4, or set server.allowEIO3"',
    data: {
      level: "warn",
      message: "A client of another protocol version was refused",
      event: "protocol_version_refused",
      version: "3",
      hint: "use socket.io-client 3 or 4, or set server.allowEIO3",
    },
  },
  {
    title: "a namespace that does not exist",
    config: { auth: { required: false } },
    routes: (route) => void route.socketGroup({ namespace: "/status" }, () => route.socket("up", () => true)),
    happens: (server) => refused(server.client().io.socket("/statsu").connect()),
    line: 'WARN  A client asked for a namespace that does not exist and was refused event=namespace_unknown namespace=/statsu hint="did you mean \\"/status\\"?"',
    data: {
      level: "warn",
      message: "A client asked for a namespace that does not exist and was refused",
      event: "namespace_unknown",
      namespace: "/statsu",
      hint: 'did you mean "/status"?',
    },
  },
  {
    title: "a payload that its schema refuses",
    config: { auth: { required: false } },
    routes: (route) =>
      void route.socket("send", () => 1, {
        payload: z.object({ to: z.object({ street: z.string() }), age: z.number() }),
      }),
    happens: async (server) => {
      const client = await connected(server.client());
      await client.emitWithAck("send", { to: { street: 7 }, age: "hunter2" });
    },
    line: 'INFO  The event was refused event=event_refused socketEvent=send namespace=/ code=validation_failed requestId=<id> durationMs=<ms> userId=null refused=["to.street","age"]',
    data: {
      level: "info",
      message: "The event was refused",
      event: "event_refused",
      socketEvent: "send",
      code: "validation_failed",
      refused: ["to.street", "age"],
      requestId: "<id>",
      durationMs: "<ms>",
      userId: null,
      namespace: "/",
    },
  },
];

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** What the console gets while a case happens. */
async function written({ config, routes, happens }: Case): Promise<string[]> {
  const lines: string[] = [];
  for (const level of ["debug", "info", "warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((line: unknown) => void lines.push(String(line)));
  }
  const { route, socket } = createRealtime(config);
  routes?.(route);
  if (config?.auth?.guards) socket.use("auth:socket");
  const httpServer = createServer();
  const io = socket.attach(httpServer);
  await using server = await startServer(undefined, { httpServer, io });
  await happens(server);
  await waitFor(() => lines.length > 0);
  await socket.close();
  return lines;
}

/** Without what differs each time. */
function comparable(line: string): string {
  return line
    .replace(/^\S+ /, "")
    .replaceAll(/\b(socketId|requestId)=\S+/g, "$1=<id>")
    .replaceAll(/\bdurationMs=\S+/g, "durationMs=<ms>");
}

test.each(cases)("for a developer, one line: $title", async (each) => {
  vi.stubEnv("NO_COLOR", "1");
  const lines = await written(each);
  expect(lines.map(comparable)).toEqual([each.line]);
  expect(lines.join()).not.toContain("hunter2");
});

test.each(cases)("in production, the same as data: $title", async (each) => {
  vi.stubEnv("NODE_ENV", "production");
  const lines = await written(each);
  expect(lines).toHaveLength(1);
  const { time, ...data } = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
  expect(new Date(String(time)).toISOString()).toBe(time);
  for (const key of ["socketId", "requestId", "durationMs"]) {
    if (key in data) data[key] = key === "durationMs" ? "<ms>" : "<id>";
  }
  expect(data).toEqual(each.data);
  expect(lines.join()).not.toContain("hunter2");
});

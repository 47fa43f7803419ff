import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { createRealtime } from "carillon";
import { runCli } from "@carillon/socket-cli";
import { startServer } from "@carillon/socket-testing";
import { expect, test } from "vitest";
import { stripVTControlCharacters } from "node:util";

const cwd = fileURLToPath(new URL("..", import.meta.url));

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Listens, and calls `whenSaid` with everything that it said so far. */
async function listen(args: string[], whenSaid: (err: string) => void = () => {}): Promise<Run> {
  let [out, err] = ["", ""];
  const code = await runCli(["listen", ...args], {
    cwd,
    out: (text) => void (out += text),
    err: (text) => {
      err += text;
      whenSaid(err);
    },
  });
  return { code, out: stripVTControlCharacters(out), err };
}

test("signs in, joins channels and prints what comes, with its channel", async () => {
  const { route, socket } = createRealtime({ auth: { guard: "api", required: true } });
  socket.guard("api", ({ token }) => (token === "0042" ? { id: "1" } : null));
  socket.use("auth:socket");
  route.channel("orders.{id}", { presence: true, join: () => true });
  await using server = await startServer((io) => void socket.attach(io));

  const { code, out, err } = await listen(
    [
      server.url,
      "--token",
      "0042",
      "--join",
      "orders.7",
      "--event",
      "order:updated",
      "--count",
      "2",
      "--json",
    ],
    (said) => {
      if (!said.endsWith("ms)\n") || !said.includes("joined")) return;
      void socket.toRoom("orders.7").emit("order:updated", { id: 7, at: new Date(0) });
      void socket.toRoom("orders.7").emit("order:other", {});
      void socket.toUser("1").emit("order:updated", { id: 8 });
    },
  );
  expect([code, err]).toEqual([
    0,
    expect.stringMatching(/^connected to .*\njoined orders\.7, 1 here \(\d+ ms\)\n$/),
  ]);
  const lines = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as object);
  expect(lines).toMatchObject([
    { event: "order:updated", payload: { id: 7, at: "1970-01-01T00:00:00.000Z" } },
    { event: "order:updated", payload: { id: 8 } },
  ]);
});

test("sends an event to a plain Socket.IO server and shows its answer", async () => {
  await using server = await startServer((io) => {
    io.on("connection", (socket) => {
      socket.emit("hello", "you", Buffer.from("bin"));
      socket.on("echo", (payload: unknown, ack: (answer: unknown) => void) => ack(payload));
    });
  });
  const { code, out, err } = await listen([
    ...[
      server.url,
      "--emit",
      "echo",
      "--payload",
      '{"text":"hi"}',
      "--for",
      "200ms",
      "--transport",
      "websocket",
    ],
  ]);
  expect([code, err]).toEqual([0, expect.stringContaining("(websocket, ")]);
  expect(out).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {2}hello {2}\["you","<3 bytes>"\]$/m);
  expect(out).toMatch(/^✓ echo {2}\d+ ms {2}\{"text":"hi"\}$/m);
});

test("exits with 1 when fewer events came, and when a channel is refused", async () => {
  const { route, socket } = createRealtime();
  route.channel("orders.{id}", () => false);
  await using server = await startServer((io) => void socket.attach(io));
  const late = await listen([server.url, "--count", "1", "--for", "50ms"]);
  expect([late.code, late.err]).toEqual([1, expect.stringContaining("0 of 1 events came\n")]);
  const refused = await listen([server.url, "--join", "orders.7"]);
  expect([refused.code, refused.err]).toEqual([
    1,
    expect.stringMatching(/carillon: orders\.7 cannot be joined: .+ \(\w+\)\n$/),
  ]);
});

test("says why it cannot connect", async () => {
  const { socket } = createRealtime({ auth: { guard: "api", required: true } });
  socket.guard("api", () => null);
  socket.use("auth:socket");
  await using server = await startServer((io) => void socket.attach(io));
  const refused = await listen([server.url]);
  expect([refused.code, refused.err]).toEqual([
    1,
    expect.stringMatching(
      /refused the connection: Unauthenticated.*\(unauthenticated\)\. Give a token: --token, or --cookie\n$/,
    ),
  ]);

  const silent = createServer((_request, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => void silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as { port: number };
  const wrong = await listen([`127.0.0.1:${port}`, "--timeout", "300ms"]);
  silent.close();
  const gone = await listen([`127.0.0.1:${port}`, "--timeout", "300ms"]);
  expect(gone.err).toContain("cannot be reached: nothing answers there.");
  expect(wrong.err).toMatch(
    /cannot be reached: it answered with HTTP 404\. Is it running, and is --path right\?\n$/,
  );
});

test.each([
  [["ftp://x"], '"ftp://x" is no address'],
  [["--for", "soon"], "--for is a duration such as 10s"],
  [["--count", "0"], "--count is a number of events"],
  [["--header", "nonsense"], '--header is written like "X-Name: value"'],
  [["--transport", "pigeon"], "--transport is websocket or polling"],
])("refuses %j", async (args, message) => {
  const { code, err } = await listen(args);
  expect([code, err]).toEqual([1, expect.stringContaining(message)]);
});

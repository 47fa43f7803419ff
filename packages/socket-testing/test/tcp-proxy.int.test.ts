import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { startServer, startTcpProxy, waitFor } from "@carillon/socket-testing";
import type { TcpProxy } from "@carillon/socket-testing";
import { expect, it } from "vitest";

/** A server that answers what it hears, behind a proxy. */
async function startEcho(): Promise<{ proxy: TcpProxy; sockets: Socket[] } & AsyncDisposable> {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined).on("data", (chunk) => socket.write(chunk));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxy = await startTcpProxy({ port: (server.address() as AddressInfo).port });
  return {
    proxy,
    sockets,
    [Symbol.asyncDispose]: async () => {
      await proxy.close();
      // A socket that has heard the end of the other one reads no more, and does not notice that it was reset.
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

interface Visitor {
  readonly socket: Socket;
  /** All that came so far. */
  text: string;
  error: NodeJS.ErrnoException | undefined;
}

async function visit({ port }: TcpProxy): Promise<Visitor> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  const visitor: Visitor = { socket, text: "", error: undefined };
  socket.setEncoding("utf8").on("data", (text) => (visitor.text += String(text)));
  socket.on("error", (error) => (visitor.error = error));
  await once(socket, "connect");
  return visitor;
}

it("passes bytes on in both directions, and the end", async () => {
  await using echo = await startEcho();
  const visitor = await visit(echo.proxy);
  visitor.socket.write("hello");
  await waitFor(() => visitor.text === "hello");
  const serverSide = echo.sockets[0]!;
  serverSide.once("end", () => serverSide.end("bye"));
  visitor.socket.end();
  await waitFor(() => visitor.text === "hellobye" && visitor.socket.readableEnded);
  expect(visitor.error).toBeUndefined();
  await waitFor(() => echo.proxy.connections === 0);
});

it("cuts what is open, and takes new connections", async () => {
  await using echo = await startEcho();
  const visitor = await visit(echo.proxy);
  await waitFor(() => echo.sockets.length === 1);
  expect(echo.proxy.cut()).toBe(1);
  await waitFor(() => visitor.socket.destroyed && echo.sockets[0]!.destroyed);
  expect(visitor.error?.code).toBe("ECONNRESET");
  const again = await visit(echo.proxy);
  again.socket.write("again");
  await waitFor(() => again.text === "again");
});

it("cuts none of them when the share is 0", async () => {
  await using echo = await startEcho();
  await visit(echo.proxy);
  expect(echo.proxy.cut(0)).toBe(0);
  expect(echo.proxy.connections).toBe(1);
});

it("refuses new connections until it accepts them again", async () => {
  await using echo = await startEcho();
  const old = await visit(echo.proxy);
  echo.proxy.refuse();
  const refused = connect(echo.proxy.port, "127.0.0.1").on("error", () => undefined);
  await waitFor(() => refused.closed);
  old.socket.write("still here");
  await waitFor(() => old.text === "still here");
  echo.proxy.accept();
  const taken = await visit(echo.proxy);
  taken.socket.write("taken");
  await waitFor(() => taken.text === "taken");
  expect(echo.sockets).toHaveLength(2);
});

it("freezes without a word, and delivers all of it in order afterwards", async () => {
  await using echo = await startEcho();
  const visitor = await visit(echo.proxy);
  echo.proxy.freeze();
  visitor.socket.write("one ");
  visitor.socket.write("two ");
  // Another connection of the same loopback shows that time has passed for this one too.
  await using direct = await startEcho();
  const other = await visit(direct.proxy);
  other.socket.write("x");
  await waitFor(() => other.text === "x");
  expect(visitor.text).toBe("");
  expect(visitor.socket.destroyed).toBe(false);
  echo.proxy.resume();
  await waitFor(() => visitor.text === "one two ");
});

it("delays each byte, and keeps their order", async () => {
  await using echo = await startEcho();
  const visitor = await visit(echo.proxy);
  echo.proxy.delay(40);
  const start = performance.now();
  visitor.socket.write("slow ");
  await waitFor(() => echo.sockets[0] !== undefined);
  echo.proxy.delay(0);
  visitor.socket.write("fast");
  await waitFor(() => visitor.text === "slow fast");
  expect(performance.now() - start).toBeGreaterThanOrEqual(39);
});

it("half-closes towards one end, and lets that end go on writing", async () => {
  await using echo = await startEcho();
  const visitor = await visit(echo.proxy);
  visitor.socket.write("x");
  await waitFor(() => visitor.text === "x");
  const serverSide = echo.sockets[0]!;
  const heard: string[] = [];
  serverSide.on("end", () => heard.push("end"));
  echo.proxy.halfClose("server");
  await waitFor(() => heard.length === 1);
  serverSide.write("still talking");
  await waitFor(() => visitor.text === "xstill talking");
  expect(visitor.socket.readableEnded).toBe(false);
});

it("leads new connections elsewhere", async () => {
  await using first = await startServer();
  await using second = await startServer();
  await using proxy = await startTcpProxy(first);
  proxy.leadTo(second.port);
  const response = await fetch(`${proxy.url}/socket.io/?EIO=4&transport=polling`);
  expect(response.status).toBe(200);
  expect(second.io.engine.clientsCount).toBe(1);
  expect(first.io.engine.clientsCount).toBe(0);
});

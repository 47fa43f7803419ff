import { nextEvent, waitFor } from "@carillon/socket-testing";
import type { ClientOptions, TestServer } from "@carillon/socket-testing";
import { describe, expect, test } from "vitest";
import { connectOld, engines, plain, play, serve } from "./engines.js";

/** What every kind of client can do. */
interface AnyClient {
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  emit(event: string, ...args: unknown[]): unknown;
}

const kinds: readonly { kind: string; client: ClientOptions; server?: object }[] = [
  { kind: "websocket", client: { transports: ["websocket"] } },
  { kind: "polling", client: { transports: ["polling"] } },
  {
    kind: "compressed",
    client: { transports: ["websocket"], perMessageDeflate: { threshold: 0 } },
    server: { perMessageDeflate: { threshold: 0 } },
  },
];

/** What the server of `play` sends, but for what is volatile. */
const sent = ["before", "room", "bytes", "after", "all", "early", "microtask", "turn", "short", "long"];

/** Plays everything at once, and says what came, in order. */
async function transcript(client: AnyClient): Promise<unknown[]> {
  const heard: unknown[] = [];
  for (const event of sent) client.on(event, (...args) => void heard.push([event, ...args]));
  client.on("question", (_value, answer) => {
    (answer as (value: string) => void)("answered");
  });
  let open = 0;
  const ask = (...request: [event: string, ...payload: unknown[]]): void => {
    open++;
    client.emit(...request, (...answer: unknown[]) => {
      heard.push(["ack of", ...request, ...answer]);
      open--;
    });
  };
  for (let round = 0; round < 10; round++) {
    ask("echo", { round, text: "é\u2028\uD83D\uDD14" });
    ask("mixed", round);
    ask("echo", { bytes: Buffer.from("bytes") });
    ask("late", round);
    ask("ask");
    ask("long");
  }
  await waitFor(() => open === 0);
  ask("echo", "last");
  await waitFor(() => open === 0);
  return heard;
}

/** What does not come within the tick of its request may come in between, depending on what arrived together. */
function byPart(heard: unknown[]): unknown {
  const late = /^\["(microtask|turn|ack of","(late|ask))"/;
  const texts = heard.map((entry) => JSON.stringify(entry));
  return {
    prompt: texts.filter((text) => !late.test(text)),
    late: texts.filter((text) => late.test(text)).sort(),
  };
}

describe.each(engines)("$title", (engine) => {
  test.each(kinds)("a $kind client hears what it hears from Socket.IO, in that order", async (kind) => {
    const all = [];
    for (const way of [engine, plain]) {
      await using server = await serve(way, play, kind.server);
      all.push(byPart(await transcript(await server.connect(kind.client))));
    }
    expect(all[0]).toEqual(all[1]);
  });

  test("a client that changes from polling to WebSocket meanwhile misses nothing and hears nothing twice", async () => {
    await using server = await serve(engine, (io) => {
      io.on("connection", (socket) => {
        socket.on("count", (to: number) => {
          for (let number = 0; number < to; number++) socket.emit("number", number);
        });
      });
    });
    const client = await server.connect({ transports: ["polling", "websocket"] });
    const numbers: unknown[] = [];
    client.on("number", (number) => numbers.push(number));
    while (client.io.engine.transport.name !== "websocket") {
      client.emit("count", 5);
      await nextEvent(client, "number");
    }
    client.emit("count", 5);
    await waitFor(() => numbers.length % 5 === 0);
    expect(numbers).toEqual(numbers.map((_number, index) => index % 5));
  });

  test.each(["websocket", "polling"])("an old client is answered over %s", async (transport) => {
    await using server = await serve(engine, play, { allowEIO3: true });
    const heard = await withOldClient(server, transport);
    await using other = await serve(plain, play, { allowEIO3: true });
    expect(byPart(heard)).toEqual(byPart(await withOldClient(other, transport)));
  });

  test("what is sent before a disconnect arrives, also behind much else", async () => {
    await using server = await serve(engine, (io) => {
      io.on("connection", (socket) => {
        socket.on("leave", () => {
          for (let number = 0; number < 1_000; number++) socket.emit("number", number, "x".repeat(200));
          socket.emit("bye");
          socket.disconnect(true);
        });
      });
    });
    const client = await server.connect();
    const heard: unknown[] = [];
    client.onAny((event) => heard.push(event));
    client.emit("leave");
    await waitFor(() => client.disconnected);
    expect(heard).toHaveLength(1_001);
    expect(heard.at(-1)).toBe("bye");
  });
});

async function withOldClient(server: TestServer, transport: string): Promise<unknown[]> {
  const client = connectOld(server.url, { transports: [transport], forceNew: true, reconnection: false });
  try {
    await waitFor(() => client.connected);
    return await transcript(client);
  } finally {
    client.close();
  }
}

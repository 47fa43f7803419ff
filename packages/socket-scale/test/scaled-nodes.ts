import { scaleServer } from "@carillon/socket-scale";
import type { Scale, ScaleOptions } from "@carillon/socket-scale";
import { startServer, waitFor } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import { createServer } from "node:http";
import { Server } from "socket.io";

/** A Socket.IO server of the application's, scaled. */
export interface ScaledNode extends AsyncDisposable {
  readonly server: TestServer;
  readonly io: Server;
  readonly scale: Scale;
  /** The events of what was logged. */
  readonly lines: string[];
  /** How many gaps were reported. */
  gaps: number;
}

/** Starts a node whose clients join the room that they name. */
export async function startNode(options: ScaleOptions): Promise<ScaledNode> {
  const lines: string[] = [];
  const note = (fields: object): void => void lines.push((fields as { event: string }).event);
  const httpServer = createServer();
  const io = new Server(httpServer);
  const logger = { debug: () => undefined, info: note, warn: note, error: note };
  const scale = scaleServer(io, { logger, ...options });
  io.on("connection", (socket) => {
    socket.on("join", async (room: string, done: () => void) => {
      await socket.join(room);
      done();
    });
  });
  await scale.ready;
  const server = await startServer(undefined, { httpServer, io });
  const node: ScaledNode = {
    server,
    io,
    scale,
    lines,
    gaps: 0,
    async [Symbol.asyncDispose]() {
      await scale.close();
      await server[Symbol.asyncDispose]();
    },
  };
  scale.onGap(() => node.gaps++);
  return node;
}

/** Waits until nodes have found each other. */
export async function together(...nodes: readonly ScaledNode[]): Promise<void> {
  for (const { io } of nodes)
    await waitFor(async () => (await io.of("/").adapter.serverCount()) === nodes.length);
}

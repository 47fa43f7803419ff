import { createRealtime } from "carillon";
import type { Realtime, SocketsConfig } from "carillon";
import { startServer } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import type { ServerOptions } from "socket.io";

/** One server with the whole layer on it, and all that it logged. */
export interface TestLayer extends AsyncDisposable {
  readonly layer: Realtime;
  readonly server: TestServer;
  /** Every log line as text. */
  readonly lines: string[];
}

/** Starts the whole layer. Tokens are names, such as `"ada"`, or any JWT; `declare` registers routes and guards. */
export async function startLayer(
  declare: (layer: Realtime) => void,
  { config = {}, options }: { config?: SocketsConfig; options?: Partial<ServerOptions> } = {},
): Promise<TestLayer> {
  const lines: string[] = [];
  const write = (fields: object, message = ""): void => {
    lines.push(`${message} ${JSON.stringify(fields)}`);
  };
  const layer = createRealtime({
    logger: { debug: write, info: write, warn: write, error: write },
    ...config,
  });
  layer.socket.guard("api", ({ token }) => {
    const id = token.includes(".") ? "jwt-user" : token;
    return { user: { id }, id, sessionId: `session of ${id}` };
  });
  layer.socket.use("auth:socket");
  declare(layer);
  const server = await startServer((io) => layer.socket.attach(io), options ? { options } : {});
  return {
    layer,
    server,
    lines,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await layer.socket.close();
    },
  };
}

/** A promise and what opens it. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

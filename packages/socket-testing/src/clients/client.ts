import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import { checkPart, UsageError } from "@carillon/socket-contract/server";
import { defaultPatienceMs } from "../waiting/patience.js";
import { checkClientOptions } from "./check-client-options.js";
import type { EventMap } from "./events.js";

/** A transport that a client can be told to use alone. */
export type Transport = "websocket" | "polling";

/** Every transport, for `describe.each(transports)`. */
export const transports: readonly Transport[] = ["websocket", "polling"];

/** What a client connects with: everything of `socket.io-client`, and the namespace. */
export interface ClientOptions extends Partial<ManagerOptions & SocketOptions> {
  /** The namespace to connect to. Default `"/"`. */
  readonly namespace?: string;
}

/** How long {@link connected} and {@link refused} wait. */
export interface PatienceOptions {
  /** In milliseconds. Default: that of `configureTesting`, 4,000. */
  readonly timeoutMs?: number;
}

/**
 * Makes a real client that has not connected yet.
 *
 * It has a connection of its own, does not reconnect, and uses WebSocket alone unless told otherwise.
 *
 * @param url - Where the server listens, e.g. `http://127.0.0.1:3000`.
 * @param options - Namespace and `socket.io-client` options; they win over the defaults above.
 * @returns A `socket.io-client` socket. The caller closes it.
 * @throws UsageError `E_TEST_URL` for what is no URL.
 * @see https://socket.io/docs/v4/client-options/
 */
export function createClient<Listened extends EventMap = EventMap, Emitted extends EventMap = Listened>(
  url: string,
  options: ClientOptions = {},
): Socket<Listened, Emitted> {
  if (typeof url !== "string" || !URL.canParse(url)) {
    throw new UsageError(
      "E_TEST_URL",
      `createClient of the test kit takes the server's URL first: createClient("http://127.0.0.1:3000", options); got ${typeof url === "string" ? `"${url}"` : kindOf(url)}.`,
    );
  }
  checkClientOptions(options);
  const { namespace = "/", ...rest } = options;
  return io(new URL(namespace, url).href, {
    autoConnect: false,
    forceNew: true,
    reconnection: false,
    transports: ["websocket"],
    ...rest,
  });
}

/**
 * Connects a client and waits until the server has accepted it.
 *
 * @param client - A client, connected or not.
 * @param options - How long to wait.
 * @returns The same client.
 * @throws The `connect_error` as it came, `message` and `data` included, or an error after `timeoutMs`.
 */
export async function connected<Client extends Socket<EventMap, EventMap>>(
  client: Client,
  options?: PatienceOptions,
): Promise<Client> {
  const refusal = await outcome(client, options);
  if (refusal === undefined) return client;
  client.close();
  throw refusal;
}

/**
 * Connects a client that the server must refuse.
 *
 * @param client - A client that has not connected yet.
 * @param options - How long to wait.
 * @returns The `connect_error`, with the `data` that the server attached.
 * @throws If the server accepts the client, or says nothing for `timeoutMs`.
 * @example
 * ```ts
 * import { refused, startServer } from "@carillon/socket-testing";
 * import { expect } from "vitest";
 *
 * await using server = await startServer((io) => {
 *   io.use((_socket, next) => next(new Error("Unauthenticated")));
 * });
 * const error = await refused(server.client({ auth: { token: "stale" } }));
 * expect(error.message).toMatch(/^Unauthenticated/);
 * ```
 */
export async function refused(
  client: Socket<EventMap, EventMap>,
  options?: PatienceOptions,
): Promise<ConnectError> {
  const refusal = await outcome(client, options);
  client.close();
  if (refusal === undefined) throw new Error("The client connected, but should have been refused.");
  return refusal;
}

/** What a refused client gets. */
export interface ConnectError extends Error {
  /** What the server put into the error's `data`. */
  readonly data?: unknown;
}

/** The refusal, or `undefined` once connected. Silence throws: it is neither. */
async function outcome(
  client: Socket<EventMap, EventMap>,
  { timeoutMs = defaultPatienceMs() }: PatienceOptions = {},
): Promise<ConnectError | undefined> {
  checkPart("connected and refused", client, ["connect"], "a client: await connected(server.client())");
  if (client.connected) return undefined;
  const { promise, resolve, reject } = settler<ConnectError | undefined>();
  const accept = (): void => {
    resolve(undefined);
  };
  const timer = setTimeout(() => {
    client.close();
    reject(new Error(`The client was neither accepted nor refused within ${timeoutMs} ms.`));
  }, timeoutMs);
  client.on("connect", accept);
  client.on("connect_error", resolve);
  client.connect();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    client.off("connect", accept);
    client.off("connect_error", resolve);
  }
}

function kindOf(value: unknown): string {
  return value === null ? "null" : typeof value;
}

/** `Promise.withResolvers`, which Node 20 lacks. */
function settler<Value>(): {
  promise: Promise<Value>;
  resolve: (value: Value) => void;
  reject: (reason: Error) => void;
} {
  let resolve!: (value: Value) => void;
  let reject!: (reason: Error) => void;
  const promise = new Promise<Value>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

import { CliError } from "../cli-error.js";
import type { Client, SocketClientModule } from "./socket-client.js";

/** How a client signs in and where. */
export interface ConnectOptions {
  readonly url: string;
  readonly namespace: string;
  readonly path: string;
  readonly token: string | undefined;
  readonly cookie: string | undefined;
  /** `"Name: value"`. */
  readonly headers: readonly string[];
  readonly transport: string | undefined;
}

/**
 * Makes a client that has not connected yet.
 *
 * @throws CliError for an address, a header or a transport that cannot be used.
 */
export function createClient({ io }: SocketClientModule, options: ConnectOptions): Client {
  const { token, cookie, headers, transport, path, namespace } = options;
  if (transport !== undefined && transport !== "websocket" && transport !== "polling") {
    throw new CliError(`--transport is websocket or polling; got "${transport}".`);
  }
  const extraHeaders = Object.fromEntries([
    ...headers.map(readHeader),
    ...(cookie === undefined ? [] : [["cookie", cookie] as const]),
  ]);
  const url = new URL(readUrl(options.url));
  return io(`${url.origin}${namespace === "/" ? "" : namespace}`, {
    path,
    autoConnect: false,
    extraHeaders,
    query: Object.fromEntries(url.searchParams),
    ...(token !== undefined && { auth: { token } }),
    ...(transport !== undefined && { transports: [transport] }),
    reconnectionDelayMax: 5000,
  });
}

/**
 * Connects, and keeps trying while the server cannot be reached.
 *
 * @param timeoutMs - How long.
 * @returns How long it took, in milliseconds.
 * @throws CliError for a refused handshake, with the server's reason, and when the time is up.
 */
export function connect(client: Client, timeoutMs: number, url: string): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    let reason = "no answer";
    const settle = (outcome: () => void): void => {
      clearTimeout(timer);
      client.off("connect", onConnect as never).off("connect_error", onError);
      outcome();
    };
    const timer = setTimeout(() => {
      settle(() =>
        reject(new CliError(`${url} cannot be reached: ${reason}. Is it running, and is --path right?`)),
      );
    }, timeoutMs);
    const onConnect = (): void => settle(() => resolve(Math.round(performance.now() - began)));
    const onError = (error: Error & { data?: unknown }): void => {
      // An active client will try again by itself: the server could not be reached.
      if (client.active) reason = reasonOf(error);
      else settle(() => reject(new CliError(`${url} refused the connection: ${refusalOf(error)}`)));
    };
    client.on("connect", onConnect as never).on("connect_error", onError);
    client.connect();
  });
}

function reasonOf(error: Error & { description?: unknown }): string {
  const cause = error.description as { message?: string; error?: { message?: string } } | number | undefined;
  // A request that got no answer at all has the status 0.
  if (cause === 0) return "nothing answers there";
  if (typeof cause === "number") return `it answered with HTTP ${cause}`;
  return cause?.error?.message ?? cause?.message ?? error.message;
}

function refusalOf(error: Error & { data?: unknown }): string {
  const { error: code } = (error.data ?? {}) as { error?: unknown };
  const hint = code === "unauthenticated" ? ". Give a token: --token, or --cookie" : "";
  return `${error.message}${typeof code === "string" ? ` (${code})` : ""}${hint}`;
}

function readUrl(written: string): string {
  const url = /^[a-z]+:\/\//i.test(written) ? written : `http://${written}`;
  if (URL.canParse(url) && /^(?:http|ws)s?:$/.test(new URL(url).protocol)) return url.replace(/^ws/i, "http");
  throw new CliError(`"${written}" is no address; write it like http://localhost:3000.`);
}

function readHeader(written: string): readonly [string, string] {
  const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(written) ?? [];
  if (name === undefined || value === undefined) {
    throw new CliError(`--header is written like "X-Name: value"; got "${written}".`);
  }
  return [name, value];
}

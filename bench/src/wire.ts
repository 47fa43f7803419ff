import type { WebSocket } from "ws";
import { contenders } from "./contender.js";
import type { ContenderName } from "./contender.js";

/** What arrived from a server, as far as a load generator must know. */
export type Arrival =
  | { readonly kind: "ready" }
  | { readonly kind: "answer"; readonly id: number; readonly text: string }
  | { readonly kind: "event"; readonly text: string }
  | { readonly kind: "refused"; readonly text: string }
  | undefined;

/** How a client speaks to a contender. Frames are built and read by hand, so that clients cost little. */
export interface Wire {
  url(port: number): string;
  /** Speaks first, where the protocol lets the client do so. */
  open?(socket: WebSocket, token: string): void;
  /** The part of a request's frame behind its id; built once for each kind of request. */
  body(event: string, payload: unknown): string;
  request(id: number, body: string): string;
  /** Reads a frame; sends what the protocol itself demands. */
  read(frame: string, socket: WebSocket, token: string): Arrival;
  /** The answer in an answer's frame. */
  parse(text: string): unknown;
}

/** The wire of a contender. */
export function wireOf(name: ContenderName): Wire {
  return wires[contenders[name]];
}

const engine: Pick<Wire, "url" | "request" | "read"> = {
  url: (port) => `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`,
  request: (id, body) => `42${id}${body}`,
  read(frame, socket, token) {
    if (frame.startsWith("43")) {
      const begin = frame.indexOf("[");
      return { kind: "answer", id: Number(frame.slice(2, begin)), text: frame.slice(begin) };
    }
    if (frame.startsWith("42")) return { kind: "event", text: frame.slice(2) };
    if (frame.startsWith("40")) return { kind: "ready" };
    if (frame.startsWith("44") || frame.startsWith("41")) return { kind: "refused", text: frame.slice(2) };
    if (frame.startsWith("0")) socket.send(`40${JSON.stringify({ token })}`);
    else if (frame === "2") socket.send("3");
    return undefined;
  },
};

const wires: Record<(typeof contenders)[ContenderName], Wire> = {
  "socket.io": {
    ...engine,
    body: (event, payload) => JSON.stringify([event, payload]),
    parse: (text) => (JSON.parse(text) as unknown[])[0],
  },
  feathers: {
    ...engine,
    // A service's method: `create` on the path that is the event's name.
    body: (event, payload) => JSON.stringify(["create", event.replace(":", "/"), payload]),
    parse(text) {
      const [error, result] = JSON.parse(text) as unknown[];
      return error ? { ok: false, error } : result;
    },
  },
  ws: {
    url: (port) => `ws://127.0.0.1:${port}/`,
    open: (socket, token) => socket.send(JSON.stringify({ token })),
    body: (event, payload) => JSON.stringify({ event, payload }).slice(1),
    request: (id, body) => `{"id":${id},${body}`,
    read(frame) {
      if (frame.startsWith('{"id":')) {
        return { kind: "answer", id: Number.parseInt(frame.slice(6), 10), text: frame };
      }
      if (frame.startsWith('{"ready"')) return { kind: "ready" };
      return { kind: "event", text: frame };
    },
    parse: (text) => (JSON.parse(text) as { answer: unknown }).answer,
  },
};

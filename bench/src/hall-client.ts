import { io } from "socket.io-client";
import type { Socket } from "socket.io-client";
import { hall } from "./cluster-node.js";

interface Told {
  readonly members?: readonly { readonly id: string }[];
}

type Answer =
  | { readonly ok: true; readonly data: { readonly presence: Told } }
  | { readonly ok: false; readonly error: string };

/** A real client in the hall: who it sees there, and which messages it heard. */
export class HallClient {
  readonly socket: Socket;
  /** Ids of the users it sees. */
  readonly seen = new Set<string>();
  /** Every user it was told to have left. */
  readonly left: string[] = [];
  /** When each message arrived, in milliseconds of `performance.now()`, by its number. */
  readonly heard = new Map<number, number>();

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("presence:join", ({ members = [] }: Told) => {
      for (const { id } of members) this.seen.add(id);
    });
    socket.on("presence:leave", ({ members = [] }: Told) => {
      for (const { id } of members) {
        this.seen.delete(id);
        this.left.push(id);
      }
    });
    socket.on("tick", (number: number) => {
      if (!this.heard.has(number)) this.heard.set(number, performance.now());
    });
  }

  /** Connects as a user and joins the hall. */
  static async open(port: number, user: string): Promise<HallClient> {
    const socket = io(`http://127.0.0.1:${port}`, {
      auth: { token: user },
      transports: ["websocket"],
      reconnection: false,
      forceNew: true,
    });
    const client = new HallClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect_error", reject);
      // A snapshot that is taken later, after an await, misses the changes in between.
      socket.emit("channel:join", { channel: hall }, (answer: Answer) => {
        if (!answer.ok) {
          reject(new Error(`The hall was refused: ${answer.error}`));
          return;
        }
        for (const { id } of answer.data.presence.members ?? []) client.seen.add(id);
        resolve();
      });
    });
    return client;
  }

  /** Whether it sees exactly these users. */
  sees(users: readonly string[]): boolean {
    return this.seen.size === users.length && users.every((user) => this.seen.has(user));
  }
}

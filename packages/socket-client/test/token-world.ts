import { EventEmitter } from "node:events";

/** A generator of the same numbers for the same seed: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What a server and its network are like at a moment, for sockets that live in fake time. */
export class World {
  readonly random: () => number;
  readonly sockets: ModelSocket[] = [];
  isNetworkUp = true;
  /** The token that the server takes; its number grows with each rotation. */
  valid = 1;
  /** What the server answers to all handshakes, where it lets no client in. */
  refusal: { readonly error: string; readonly status: number; readonly retryAfterMs: number } | undefined;
  /** How often each token was refused at handshakes, since the last `connect()` of the application. */
  readonly refusals = new Map<string, number>();

  constructor(seed: number) {
    this.random = seeded(seed);
  }

  /** Every timer of the network takes 1 to 80 ms. */
  later(work: () => void): void {
    setTimeout(work, 1 + this.random() * 80);
  }

  get living(): ModelSocket | undefined {
    return this.sockets.find((socket) => socket.connected);
  }
}

/** What a client uses of a `socket.io-client` socket, with its ways: it never connects again by itself. */
export class ModelSocket extends EventEmitter {
  readonly auth: (send: (data: { token?: string }) => void) => void;
  connected = false;
  active = false;
  id: string | undefined;
  sendBuffer: unknown[] = [];
  readonly io = { engine: { readyState: "closed", transport: { writable: true } } };
  readonly #world: World;
  #any: ((event: string, ...args: unknown[]) => void) | undefined;
  #run = 0;

  constructor(world: World, auth: ModelSocket["auth"]) {
    super();
    this.auth = auth;
    this.#world = world;
    world.sockets.push(this);
  }

  onAny(listener: (event: string, ...args: unknown[]) => void): void {
    this.#any = listener;
  }

  connect(): void {
    const run = ++this.#run;
    const world = this.#world;
    let token: string | undefined;
    this.auth((data) => {
      token = data.token;
    });
    this.active = true;
    world.later(() => {
      if (run !== this.#run) return;
      if (!world.isNetworkUp) {
        super.emit("connect_error", new Error("xhr poll error"));
      } else if (world.refusal) {
        this.active = false;
        super.emit("connect_error", Object.assign(new Error("Refused"), { data: world.refusal }));
      } else if (token === `token-${String(world.valid)}`) {
        this.connected = true;
        this.id = `id-${String(run)}`;
        super.emit("connect");
      } else {
        world.refusals.set(String(token), (world.refusals.get(String(token)) ?? 0) + 1);
        this.active = false;
        const data = { ok: false, error: "unauthenticated", message: "Unauthenticated", status: 401 };
        super.emit("connect_error", Object.assign(new Error("Unauthenticated"), { data }));
      }
    });
  }

  disconnect(): void {
    this.#run++;
    this.active = false;
    this.#close("io client disconnect");
  }

  /** The network, or the server, ends the connection. */
  drop(reason: string): void {
    this.#run++;
    this.active = reason !== "io server disconnect";
    this.#close(reason);
  }

  /** The server says something. */
  tell(event: string, payload: unknown): void {
    if (this.connected) this.#any?.(event, payload);
  }

  override emit(event: string, ...args: unknown[]): boolean {
    const world = this.#world;
    const ack = args.at(-1);
    const run = this.#run;
    const [payload] = args as [{ token?: string }];
    world.later(() => {
      if (!world.isNetworkUp || run !== this.#run || typeof ack !== "function") return;
      const isGood = event !== "auth:refresh" || payload.token === `token-${String(world.valid)}`;
      (ack as (answer: unknown) => void)(
        isGood
          ? { ok: true, data: { expiresAt: null } }
          : { ok: false, error: "unauthenticated", message: "Unauthenticated", status: 401 },
      );
    });
    return true;
  }

  #close(reason: string): void {
    if (!this.connected) return;
    this.connected = false;
    this.id = undefined;
    super.emit("disconnect", reason);
  }
}

import type { Logger } from "@carillon/socket-scrub";
import { withDeadline, redisCommand, redisSubscribe } from "@carillon/socket-contract/server";
import type { PresenceEntry, PresenceSession, PresenceWatcher } from "./presence-store.js";
import { isPresenceEntry, presenceEntriesOf } from "./presence-entry.js";
import type { RedisClient } from "@carillon/socket-contract/server";
import {
  beatScript,
  listScript,
  putScript,
  removeScript,
  replaceScript,
  sweepScript,
} from "./redis-presence-scripts.js";

/** What a {@link RedisPresenceSession} works with. */
export interface RedisSessionOptions {
  readonly prefix: string;
  readonly leaseMs: number;
  readonly logger: Logger;
}

/** What one node tells the others over Redis. */
type Change =
  | { readonly op: "put"; readonly room: string; readonly entry: PresenceEntry }
  | { readonly op: "remove"; readonly room: string; readonly ref: string }
  | { readonly op: "sync" };

type Message = Change & { readonly node: string };

/** This node's lease, entries and subscription in Redis. */
export class RedisPresenceSession implements PresenceSession {
  readonly node: string = crypto.randomUUID();
  readonly #client: RedisClient;
  readonly #watcher: PresenceWatcher;
  readonly #leaseMs: number;
  readonly #logger: Logger;
  readonly #prefix: string;
  readonly #channel: string;
  readonly #unsubscribe: () => void;
  readonly #timer: NodeJS.Timeout;
  /** Whether Redis has everything of this node. Until then nothing is written one by one. */
  #isWritten = false;
  #isAway = false;
  #isBeating = false;
  #isClosed = false;
  /** How often messages of other nodes may have been lost, and after how many of these times the rooms were listed again. */
  #gaps = 0;
  #listedGaps = 0;
  /** Until then other nodes may still be writing everything again, and their silence means nothing. */
  #trustLeasesFrom = 0;

  constructor(
    client: RedisClient,
    watcher: PresenceWatcher,
    { prefix, leaseMs, logger }: RedisSessionOptions,
  ) {
    this.#client = client;
    this.#watcher = watcher;
    this.#leaseMs = leaseMs;
    this.#logger = logger;
    this.#prefix = `{${prefix}:presence}:`;
    this.#channel = `${this.#prefix}changes`;
    const beat = (): void => {
      void this.#beat();
    };
    const onMessage = (message: string): void => {
      this.#onMessage(message);
    };
    const subscribed = (): void => {
      this.#gaps++;
      beat();
    };
    this.#unsubscribe = redisSubscribe(client, this.#channel, onMessage, subscribed, logger);
    client.on("ready", beat);
    this.#timer = setInterval(beat, leaseMs / 3).unref();
    beat();
  }

  put(room: string, entry: PresenceEntry): void {
    const message = this.#message({ op: "put", room, entry });
    this.#write(putScript, this.node, this.#channel, message, room, entry.ref, JSON.stringify(entry));
  }

  remove(room: string, ref: string): void {
    const message = this.#message({ op: "remove", room, ref });
    this.#write(removeScript, this.node, this.#channel, message, room, ref);
  }

  async list(room: string): Promise<PresenceEntry[]> {
    return presenceEntriesOf((await this.#run(listScript, room)) as string[]);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#unsubscribe();
    if (!this.#isWritten) return;
    this.#isWritten = false;
    try {
      await withDeadline(this.#run(sweepScript, this.node), this.#leaseMs);
    } catch (error) {
      this.#logger.debug(
        { event: "presence_not_removed", err: error },
        "Presence was not removed from Redis; the lease of this node ends by itself",
      );
    }
  }

  /** Renews the lease of this node and reads those of the others. Never two at a time: Redis may take long. */
  async #beat(): Promise<void> {
    if (this.#isBeating || this.#isClosed) return;
    this.#isBeating = true;
    const gaps = this.#gaps;
    const late = setTimeout(() => {
      this.#markAway(new Error("Redis does not answer."));
    }, this.#leaseMs / 3).unref();
    try {
      const beat = this.#run(beatScript, this.node, String(this.#leaseMs));
      const [held, alive] = (await beat) as [held: number, alive: string[]];
      if (held === 0 || !this.#isWritten) {
        this.#missed(await this.#writeAll(), gaps);
      } else {
        if (performance.now() >= this.#trustLeasesFrom) this.#watcher.alive(new Set(alive));
        if (gaps > this.#listedGaps) this.#missed(alive, gaps);
      }
      this.#markBack();
    } catch (error) {
      this.#markAway(error);
    } finally {
      clearTimeout(late);
      this.#isBeating = false;
    }
    // Subscribed while this beat was under way: what it listed may be older than that.
    if (this.#gaps > gaps) await this.#beat();
  }

  /** Writes everything of this node again, in one step. */
  async #writeAll(): Promise<string[]> {
    this.#trustLeasesFrom = performance.now() + this.#leaseMs;
    const all = [...this.#watcher.all()].flatMap(([room, entry]) => [room, entry.ref, JSON.stringify(entry)]);
    // From here on changes are written one by one again; Redis runs them after this.
    this.#isWritten = true;
    const message = this.#message({ op: "sync" });
    const lease = String(this.#leaseMs);
    return (await this.#run(replaceScript, this.node, this.#channel, message, lease, ...all)) as string[];
  }

  /** Nodes that are not alive yet may come back in a moment; they are left as they were. */
  #missed(alive: readonly string[], gaps: number): void {
    this.#listedGaps = gaps;
    if (!this.#isClosed) this.#watcher.missed(new Set(alive));
  }

  #onMessage(text: string): void {
    const message = parsed(text);
    if (message === undefined || message.node === this.node || this.#isClosed) return;
    if (message.op === "put") this.#watcher.put(message.room, message.entry);
    else if (message.op === "remove") this.#watcher.remove(message.room, message.ref);
    else this.#watcher.missed(new Set([message.node]));
  }

  /** Writes a change; while Redis does not have the rest, it is left to the writing of everything. */
  #write(script: string, ...args: string[]): void {
    if (!this.#isWritten) return;
    this.#run(script, ...args).catch((error: unknown) => {
      this.#markAway(error);
    });
  }

  #run(script: string, ...args: string[]): Promise<unknown> {
    return redisCommand(this.#client, "EVAL", script, "1", this.#prefix, ...args);
  }

  #markAway(error: unknown): void {
    this.#isWritten = false;
    if (this.#isAway || this.#isClosed) return;
    this.#isAway = true;
    this.#logger.error(
      { event: "presence_redis_lost", err: error },
      "Presence has lost Redis; each node goes on with what it knows",
    );
  }

  #markBack(): void {
    if (!this.#isAway) return;
    this.#isAway = false;
    this.#logger.info(
      { event: "presence_redis_back" },
      "Presence has Redis back, with everything written again",
    );
  }

  #message(change: Change): string {
    return JSON.stringify({ ...change, node: this.node });
  }
}

/** A message, or `undefined` for what others may have published there. */
function parsed(text: string): Message | undefined {
  try {
    const message = JSON.parse(text) as Partial<Record<"node" | "op" | "room" | "ref" | "entry", unknown>>;
    const { node, op, room, ref, entry } = message;
    const isWhole =
      op === "put"
        ? areStrings(node, room) && isPresenceEntry(entry)
        : op === "remove"
          ? areStrings(node, room, ref)
          : op === "sync" && areStrings(node);
    return isWhole ? (message as Message) : undefined;
  } catch {
    return undefined;
  }
}

function areStrings(...values: unknown[]): boolean {
  return values.every((value) => typeof value === "string");
}

import { endsWithin } from "@carillon/socket-contract/server";
import { AdapterClient } from "../redis/adapter-client.js";
import type { RedisClient } from "../redis/redis-client.js";

/** How long Redis may take to confirm what was sent, in milliseconds. */
const confirmMs = 5_000;

/** A Redis client for an adapter that publishes and receives nothing. */
export class EmitOnlyClient {
  /** What the adapter publishes with. */
  readonly client: RedisClient;
  /** What it would receive with. */
  readonly subscriber: RedisClient = noopSubscriber();
  readonly #commands = new Set<Promise<unknown>>();

  constructor(own: RedisClient) {
    const { client } = new AdapterClient(own, {
      ignore: () => undefined,
      duplicate: () => this.subscriber,
      onCommand: (command) => {
        this.#commands.add(command);
        const forget = (): void => void this.#commands.delete(command);
        command.then(forget, forget);
      },
    });
    this.client = client;
  }

  /**
   * Resolves when Redis has everything that was sent until now.
   *
   * @throws Error when Redis refuses it, or does not confirm it in time.
   */
  async sent(withinMs: number = confirmMs): Promise<void> {
    if (await endsWithin(Promise.all(this.#commands), withinMs)) return;
    throw new Error(`Redis did not confirm the event within ${String(withinMs)} ms.`);
  }
}

/** Subscribes to nothing and reads nothing. Any command succeeds, and reading never ends. */
function noopSubscriber(): RedisClient {
  const methods: Readonly<Record<PropertyKey, unknown>> = {
    then: undefined,
    xRead: () => new Promise(() => undefined),
    xread: () => new Promise(() => undefined),
    options: {},
  };
  return new Proxy({} as RedisClient, {
    get: (_client, key) => (Object.hasOwn(methods, key) ? methods[key] : () => Promise.resolve()),
  });
}

import type { Namespace } from "socket.io";
import { lendClient } from "./adapter-client.js";
import type { RedisClient } from "./redis-connection.js";
import type { AdapterFactory, CreateAdapter } from "./scale.js";
import { endsWithin } from "@carillon/socket-contract/server";

/** How long Redis may take to confirm what was sent, in milliseconds. */
const confirmMs = 5_000;

/** A Redis client for an adapter that speaks and hears nothing. */
export class MuteClient {
  /** What the adapter writes with. */
  readonly client: RedisClient;
  /** What it would hear with. */
  readonly deaf: RedisClient = deafClient();
  readonly #commands = new Set<Promise<unknown>>();

  constructor(own: RedisClient) {
    const { client } = lendClient(own, {
      ignore: () => undefined,
      duplicate: () => this.deaf,
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

/** The nodes' adapter, for a process in which nobody is connected and which answers to nobody. */
export function muteAdapter(
  { createAdapter }: CreateAdapter,
  name: string,
  { client, deaf }: MuteClient,
  options: object = {},
): AdapterFactory {
  const create = name === "redis" ? createAdapter(client, deaf, options) : createAdapter(client, options);

  function createMute(namespace: Namespace): object {
    const adapter = (create as unknown as (namespace: Namespace) => Asking)(namespace);
    adapter.broadcastWithAck = () => {
      throw needsServer("emitWithAck");
    };
    adapter.fetchSockets = () =>
      Promise.reject(needsServer("Looking for sockets, as toOthers and fetchSockets do,"));
    return adapter;
  }

  return createMute as unknown as AdapterFactory;
}

/** What would wait for answers of the nodes, and get none. */
interface Asking {
  broadcastWithAck(): void;
  fetchSockets(): Promise<never>;
}

/** Why a call cannot work in this process. */
export function needsServer(what: string): Error {
  return new Error(
    `${what} needs a server: this process is connected by connectEmitter and hears no answers.`,
  );
}

/** Subscribes to nothing and reads nothing. Any command succeeds, and reading never ends. */
function deafClient(): RedisClient {
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

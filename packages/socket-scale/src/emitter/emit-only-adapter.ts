import { UsageError } from "@carillon/socket-contract/server";
import type { Namespace } from "socket.io";
import type { CreateAdapter } from "../adapters/adapter-package.js";
import type { RedisAdapterName } from "../adapters/redis-adapter.js";
import type { AdapterFactory } from "../scale-options.js";
import type { EmitOnlyClient } from "./emit-only-client.js";

/**
 * The nodes' adapter, for a process without clients: it publishes and answers nothing.
 *
 * @param create - Makes the adapter.
 * @param name - Its name.
 * @param connection - What it publishes with.
 * @param options - Options of the adapter.
 */
export function emitOnlyAdapter(
  create: CreateAdapter,
  name: RedisAdapterName,
  { client, subscriber }: EmitOnlyClient,
  options: object = {},
): AdapterFactory {
  const factory = name === "redis-streams" ? create(client, options) : create(client, subscriber, options);

  function createEmitOnly(namespace: Namespace): object {
    const adapter = (factory as unknown as (namespace: Namespace) => AskingAdapter)(namespace);
    adapter.broadcastWithAck = () => {
      throw needsServer("emitWithAck");
    };
    adapter.fetchSockets = () =>
      Promise.reject(needsServer("Looking for sockets, as toOthers and fetchSockets do,"));
    return adapter;
  }

  return createEmitOnly as unknown as AdapterFactory;
}

/** What would wait for answers of the nodes, and get none. */
interface AskingAdapter {
  broadcastWithAck(): void;
  fetchSockets(): Promise<never>;
}

/**
 * Why a call cannot work in a process that only emits.
 *
 * @param what - What was called, as the subject of a sentence.
 */
export function needsServer(what: string): UsageError {
  return new UsageError(
    "E_NEEDS_SERVER",
    `${what} needs a server: this process is connected by connectEmitter and hears no answers.`,
  );
}

import type { LinkMonitor } from "../link-monitor.js";
import type { RedisClient } from "./redis-client.js";

/** A client that receives for an adapter: what is published while it is away never arrives. */
export interface Receiver {
  readonly client: RedisClient;
  /** Whether it subscribes; else it reads a stream. */
  isSubscriber: boolean;
}

/**
 * Reports the outages of a receiver.
 *
 * @param receiver - See {@link Receiver}.
 * @param links - Hears of its outages; of their end once it is subscribed again.
 */
export function watchReceiver(receiver: Receiver, links: LinkMonitor): void {
  const { client } = receiver;
  const restored = (): void => void links.restored(client);
  client.on("error", () => undefined);
  client.on("reconnecting", () => void links.lost(client));
  client.on("end", restored);
  client.on("ready", () => {
    // The clients subscribe again when they are ready; what is asked after that is answered after that. A reader is not
    // asked, since its answer would wait for the next entry of the stream.
    if (receiver.isSubscriber && client.ping) client.ping().then(restored, restored);
    else restored();
  });
}

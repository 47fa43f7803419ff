import { createAdapter } from "@socket.io/redis-adapter";
import { createAdapter as createStreamsAdapter } from "@socket.io/redis-streams-adapter";
import { createClient } from "redis";
import type { Server } from "socket.io";
import type { ScaleOptions } from "./contender.js";

/** An official adapter as its own README sets it up. */
export async function redisAdapter({
  adapter,
  url,
}: ScaleOptions): Promise<Parameters<Server["adapter"]>[0]> {
  const client = createClient({ url });
  client.on("error", report);
  await client.connect();
  if (adapter === "redis-streams") return createStreamsAdapter(client);
  const subscriber = client.duplicate();
  subscriber.on("error", report);
  await subscriber.connect();
  return createAdapter(client, subscriber) as Parameters<Server["adapter"]>[0];
}

function report(error: unknown): void {
  console.error("Redis:", error);
}

// A client in a process of its own: says when it is online, and how long its close() took.
import { createClient } from "@carillon/socket-client";

const [, , url = "", transport = ""] = process.argv;
const client = createClient({ url, socket: { transports: [transport] } });
client.status.subscribe(() => {
  if (client.status.getSnapshot().is === "online") process.send?.("online");
});
client.connect();
process.once("message", () => {
  const begin = performance.now();
  // Written, and never answered.
  void client.try("count");
  void client.close().then(() => process.send?.(performance.now() - begin));
});

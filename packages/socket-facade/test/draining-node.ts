// A service with slow handlers in a process of its own, which ends by a signal as the README says.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { Route, setSocketsConfig, Socket } from "../src/index.js";
import { silent } from "./silent.js";

setSocketsConfig({ logger: silent, auth: { required: false }, timeoutMs: 0 });
let begun = 0;
Route.socket("wait", async (_socket, { ms }: { ms: number }) => {
  process.send?.({ begun: ++begun });
  await (ms === 0 ? new Promise(() => undefined) : pause(ms));
  return ms;
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    const asked = performance.now();
    void Socket.drain().then(() => {
      process.send?.({ drainedMs: performance.now() - asked }, () => process.exit(0));
    });
  });
}

const httpServer = createServer();
Socket.attach(httpServer);
httpServer.listen(0, "127.0.0.1", () => process.send?.((httpServer.address() as AddressInfo).port));
// A test that fails must not leave it running.
process.once("disconnect", () => process.exit());

import { Server } from "node:net";
import type { AddressInfo } from "node:net";

/**
 * Runs a piece of work whose servers take no port: `listen` reports success and opens nothing.
 *
 * @param work - Such as importing an application.
 * @returns What it returned.
 */
export async function withoutListening<Value>(work: () => Promise<Value>): Promise<Value> {
  const prototype = Server.prototype as { listen: unknown };
  const { listen } = prototype;
  prototype.listen = pretendToListen;
  try {
    return await work();
  } finally {
    prototype.listen = listen;
  }
}

function pretendToListen(this: Server, ...args: unknown[]): Server {
  const address: AddressInfo = { address: "127.0.0.1", family: "IPv4", port: portOf(args[0]) };
  const callback = args.find((arg) => typeof arg === "function");
  if (callback !== undefined) this.once("listening", callback as () => void);
  Object.assign(this, {
    address: () => address,
    close: (done?: () => void): Server => {
      if (done !== undefined) this.once("close", done);
      process.nextTick(() => this.emit("close"));
      return this;
    },
  });
  // As `listen` does, once the code that called it has added its listeners.
  process.nextTick(() => this.emit("listening"));
  return this;
}

function portOf(first: unknown): number {
  const port = Number(
    typeof first === "object" && first !== null ? (first as { port?: unknown }).port : first,
  );
  return Number.isInteger(port) ? port : 0;
}

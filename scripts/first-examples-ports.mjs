// Loaded before an example of a README: its port 3000 is a free one, its Redis the one that was started for it, and the process that checks it learns when it listens or was answered.
import { readFileSync, writeFileSync } from "node:fs";
import net from "node:net";
import process from "node:process";
import { setTimeout } from "node:timers";

const file = process.env.EXAMPLE_PORT_FILE;
const { listen } = net.Server.prototype;
net.Server.prototype.listen = function (...args) {
  const isTheirs = args[0] === 3000;
  if (isTheirs) args[0] = 0;
  this.once("listening", () => {
    if (isTheirs) writeFileSync(file, String(this.address().port));
    process.send?.("listening");
  });
  return listen.apply(this, args);
};

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  if (Number(options?.port) === 6379) options.port = Number(process.env.EXAMPLE_REDIS);
  if (Number(options?.port) === 3000) {
    options.port = Number(readFileSync(file, "utf8"));
    // A client that ends by itself says more by what it prints.
    this.once("data", () => setTimeout(() => process.send?.("answered"), 2000).unref());
  }
  return connect.apply(this, args);
};
process.channel?.unref();

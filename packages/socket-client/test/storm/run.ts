// The storm at full strength: `pnpm --filter @carillon/socket-client storm [clients] [seconds]`.
import { stormOnOneNode } from "./storm-one-node.js";
import { stormOnTwoNodes } from "./storm-two-nodes.js";

const [, , clients = "300", seconds = "300"] = process.argv;
const durationMs = Number(seconds) * 1_000;
const everyMs = 250;
const { own, socketIo } = await stormOnOneNode(Number(clients), durationMs, everyMs);
console.log("one node, history in memory:", own);
console.log("Socket.IO's own recovery, same cuts:", socketIo);
const two = await stormOnTwoNodes(Number(clients), durationMs, everyMs);
console.log("two nodes on Redis, one killed:", two);
const isGood = [own, two].every(({ wrong, gaps }) => wrong.length === 0 && gaps === 0);
console.log(isGood ? "Every message came once and in order." : "Messages were lost, or came twice or late.");
process.exit(isGood && own.p99 <= socketIo.p99 ? 0 : 1);

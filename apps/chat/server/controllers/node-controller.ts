import cluster from "node:cluster";
import { SocketException } from "carillon";
import type { ReplyOf } from "carillon/router";

/** Which process serves this user, for the inspector. */
export default class NodeController {
  info(): ReplyOf<"node:info"> {
    return { node: cluster.worker?.id ?? 1, nodes: nodeCount(), pid: process.pid };
  }

  /** Ends this process as a crash would: without an answer. */
  kill(): void {
    if (nodeCount() < 2)
      throw new SocketException("There is one node only. Start the demo with --nodes 2.", {
        code: "forbidden",
        status: 403,
      });
    process.kill(process.pid, "SIGKILL");
  }
}

function nodeCount(): number {
  return cluster.isWorker ? Number(process.env["CHAT_NODES"]) : 1;
}

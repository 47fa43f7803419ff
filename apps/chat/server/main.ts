import cluster from "node:cluster";
import { demoSignIns } from "../shared/demo-sign-ins.js";
import { nodesOf, startNodes } from "./nodes.js";
import { readAppConfig } from "./config/app.js";
import { startNode } from "./start-node.js";

try {
  const config = readAppConfig(process.env);
  const nodes = nodesOf(process.argv.slice(2));
  if (cluster.isWorker) process.send?.({ port: await startNode(config) });
  else if (nodes > 1) welcome((await startNodes(nodes, config)).port, nodes);
  else welcome(await startNode(config), 1);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}

function welcome(port: number, nodes: number): void {
  const address = `http://localhost:${String(port)}`;
  console.log(
    [
      "",
      `  The chat is running on ${address}${nodes > 1 ? `, by ${String(nodes)} nodes on Redis` : ""}`,
      "",
      "  Open two people side by side, without signing in:",
      ...demoSignIns.slice(0, 2).map(({ handle }) => `    ${address}/?as=${handle}`),
      "",
      "  Or sign in:",
      ...demoSignIns.map(({ handle, password }) => `    ${handle.padEnd(6)} ${password}`),
      "",
      "  Ctrl+C ends it.",
      "",
    ].join("\n"),
  );
}

import cluster from "node:cluster";
import { createServer } from "node:http";
import process from "node:process";
import { setupPrimary } from "@socket.io/cluster-adapter";
import { setupMaster } from "@socket.io/sticky";

const workers = Number(process.env.WORKERS ?? "2");
const port = Number(process.env.PORT ?? "3000");
let isEnding = false;

// Polling takes several requests, and all of them must reach the worker that knows the client.
const server = createServer();
setupMaster(server, { loadBalancingMethod: "least-connection" });
// Carries what one worker broadcasts to the others.
setupPrimary();
cluster.setupPrimary({ serialization: "advanced" }); // for binary payloads

for (let index = 0; index < workers; index++) cluster.fork();
cluster.on("exit", (worker) => {
  console.log(`worker ${worker.process.pid} is gone`);
  if (!isEnding) cluster.fork();
  else if (Object.keys(cluster.workers).length === 0) process.exit(0);
});

for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => end());
// A rolling restart: the others serve while one disconnects its clients.
process.on("SIGHUP", () => void restart());

for (let index = 0; index < workers; index++) await ready();
server.listen(port, "127.0.0.1", () => {
  console.log(`${workers} workers on http://127.0.0.1:${server.address().port}`);
});

/** Resolves when the next worker takes connections. */
function ready() {
  return new Promise((resolve) => {
    cluster.on("message", function heard(_worker, message) {
      if (message !== "ready") return;
      cluster.off("message", heard);
      resolve();
    });
  });
}

function end() {
  isEnding = true;
  for (const worker of Object.values(cluster.workers)) worker.process.kill("SIGTERM");
}

async function restart() {
  for (const worker of Object.values(cluster.workers)) {
    const replaced = ready();
    worker.process.kill("SIGTERM");
    await replaced;
  }
  console.log("all workers are new");
}

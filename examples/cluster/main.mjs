// Starts the primary process, which owns the port and hands each client to the same worker every time.
import cluster from "node:cluster";

if (cluster.isPrimary) await import("./primary.mjs");
else await import("./worker.mjs");

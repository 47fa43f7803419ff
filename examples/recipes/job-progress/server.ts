import { randomUUID } from "node:crypto";
import { Route, setSocketsConfig, Socket } from "carillon";

interface Job {
  owner: string;
  done: number;
  of: number;
}
const users = new Map([
  ["ada-token", { id: 1 }],
  ["bob-token", { id: 2 }],
]);
const jobs = new Map<string, Job>();

setSocketsConfig({ auth: { guards: { api: ({ token }) => users.get(token) ?? null } } });
Socket.use("auth:socket");

Route.channel("jobs.{id}", {
  join: ({ userId }, { id }) => jobs.get(id)?.owner === userId,
  history: { size: 200, ttlMs: 600_000 }, // a page that was away hears all of it
});

Route.socketGroup({ prefix: "jobs", middleware: ["auth:socket"] }, () => {
  Route.socket("create", (_socket, { of }: { of: number }, { userId }) => {
    const id = randomUUID();
    jobs.set(id, { owner: userId ?? "", done: 0, of });
    return { id };
  });
  // Answers at once; the work goes on, here or in a worker by Socket.connectEmitter().
  Route.socket("start", (_socket, { id }: { id: string }) => void work(id), {
    middleware: ["member:jobs.{id}"],
  });
  // What there is already, for who joins in the middle.
  Route.socket("state", (_socket, { id }: { id: string }) => jobs.get(id), {
    middleware: ["member:jobs.{id}"],
  });
});

async function work(id: string): Promise<void> {
  const job = jobs.get(id);
  if (!job) return;
  while (job.done < job.of) {
    await new Promise((done) => setImmediate(done)); // a file is converted, a row is imported
    job.done++;
    await Socket.broadcast(`jobs.${id}`, "job:progress", { done: job.done, of: job.of });
  }
  await Socket.broadcast(`jobs.${id}`, "job:finished", { files: job.done });
}

Socket.attach(3000);

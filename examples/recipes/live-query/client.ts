import { createClient } from "carillon/client";
import type { Client } from "carillon/client";

interface Task {
  id: number;
  title: string;
  isDone: boolean;
}

/** The rows of a list, kept up to date: joins first and loads then, so that nothing falls between the two. */
function liveTasks(client: Client, list: string, changed: (rows: Task[]) => void): () => void {
  const rows = new Map<number, Task>();
  const channel = client.channel("tasks.{list}", { list });
  let isLoaded = false;
  const load = async (): Promise<void> => {
    for (const row of (await client.request("tasks:list", { list })) as Task[]) rows.set(row.id, row);
    isLoaded = true;
    changed([...rows.values()]);
  };
  channel.on("tasks:put", (row: Task) => {
    rows.set(row.id, row);
    if (isLoaded) changed([...rows.values()]);
  });
  channel.onGap(() => void load()); // too much was missed
  channel.state.subscribe(() => {
    if (channel.state.getSnapshot().is === "joined" && !isLoaded) void load();
  });
  return () => {
    channel.leave();
  };
}

const client = createClient({ url: "http://localhost:3000" });
const open: string[] = [];
const emptied = new Promise<void>((resolve) => {
  const stop = liveTasks(client, "home", (rows) => {
    const left = rows.filter(({ isDone }) => !isDone);
    open.push(`${String(left.length)} open`);
    if (open.length === 1) void client.request("tasks:add", { list: "home", title: "Feed the cat" });
    if (open.length === 2) void client.request("tasks:done", { id: 1 });
    if (open.length < 3) return;
    stop();
    resolve();
  });
});
await emptied;
console.log(open.join(", ")); // 1 open, 2 open, 1 open
await client.close();

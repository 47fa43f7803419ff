import { createClient } from "carillon/client";

const url = "http://localhost:3000";
const ada = createClient({ url, token: () => "ada-token" });
const bob = createClient({ url, token: () => "bob-token" });

const { id } = (await ada.request("jobs:create", { of: 4 })) as { id: string };
const job = ada.channel("jobs.{id}", { id });
const bar: string[] = [];
job.on("job:progress", ({ done, of }: { done: number; of: number }) => {
  bar.push(`${String((100 * done) / of)} %`);
});
const finished = new Promise<void>((resolve) => {
  job.on("job:finished", () => {
    resolve();
  });
});
await new Promise<void>((resolve) => {
  job.state.subscribe(() => job.state.getSnapshot().is === "joined" && resolve());
});

const spying = await bob.try("jobs:state", { id });
if (!spying.ok) console.log("Bob:", spying.error.code); // Bob: forbidden_room

await ada.request("jobs:start", { id });
await finished;
console.log(bar.join(", ")); // 25 %, 50 %, 75 %, 100 %
await Promise.all([ada.close(), bob.close()]);

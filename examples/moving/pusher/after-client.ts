import { createClient } from "carillon/client";

const url = "http://localhost:3000";
const ada = createClient({ url, token: () => "ada-token" });
const order = ada.channel("orders.{id}", { id: 7 });
order.on("order:updated", ({ id, status }: { id: string; status: string }) => {
  console.log("order", id, "is", status); // order 7 is shipped
});
await new Promise<void>((resolve) => {
  order.state.subscribe(() => order.state.getSnapshot().is === "joined" && resolve());
});

const answer = (await ada.request("orders:ship", { id: "7" })) as { shipped: string };
console.log("shipped", answer.shipped); // shipped 7

const bob = createClient({ url, token: () => "bob-token" });
const refused = await bob.try("orders:ship", { id: "7" });
if (!refused.ok) console.log("Bob:", refused.error.code); // Bob: forbidden_room
await Promise.all([ada.close(), bob.close()]);

import { createClient } from "carillon/client";

const url = "http://localhost:3000";
const ada = createClient({ url, token: () => "ada-token" });
const eve = createClient({ url, token: () => "eve-token" });

const order = ada.channel("tenants.{tenant}.orders.{id}", { tenant: "acme", id: 7 });
const shipped = new Promise<void>((resolve) => {
  order.on("order:shipped", ({ id }: { id: string }) => {
    console.log("shipped", id); // shipped 7
    resolve();
  });
});
await new Promise<void>((resolve) => {
  order.state.subscribe(() => order.state.getSnapshot().is === "joined" && resolve());
});

const foreign = eve.channel("tenants.{tenant}.orders.{id}", { tenant: "acme", id: 7 });
await new Promise<void>((resolve) => {
  foreign.state.subscribe(() => {
    const state = foreign.state.getSnapshot();
    if (state.is !== "refused") return;
    console.log("Eve:", state.error?.code); // Eve: forbidden_room
    resolve();
  });
});
const late = await eve.try("orders:ship", { id: "7" });
if (!late.ok) console.log("Eve:", late.error.code); // Eve: unpaid

await ada.request("orders:ship", { id: "7" });
await shipped;
await Promise.all([ada.close(), eve.close()]);

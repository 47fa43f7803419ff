import { Route, Socket } from "@carillon/socket-facade";
import { testRealtime } from "@carillon/socket-testing";

Route.socket("orders:ship", async (_socket, payload) => {
  const { id } = payload as { id: number };
  await Socket.broadcast(`orders.${String(id)}`, "order:shipped", { id });
  return { shipped: true };
});

async function main(): Promise<void> {
  for (const network of ["memory", "port"] as const) {
    const t = await testRealtime({ network, config: { auth: { required: false } } });
    const ada = await t.as({ id: 42, name: "Ada" }).connect();
    await ada.expect("orders:ship", { id: 7 }).toReply({ shipped: true });
    await t.assertBroadcast("orders.7", "order:shipped", { id: 7 });
    await t.close();
  }
  console.log("passed");
}
void main();

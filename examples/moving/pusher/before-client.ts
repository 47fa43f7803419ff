import Pusher from "pusher-js";

const headers = { Authorization: "Bearer ada-token" };
const pusher = new Pusher("app-key", {
  cluster: "eu",
  channelAuthorization: { endpoint: "http://localhost:3000/pusher/auth", transport: "ajax", headers },
});

pusher
  .subscribe("private-orders.7")
  .bind("order:updated", ({ id, status }: { id: string; status: string }) => {
    console.log("order", id, "is", status);
  })
  .bind("pusher:subscription_error", (error: unknown) => {
    console.log("refused", error);
  });

const body = new URLSearchParams({ id: "7" });
const response = await fetch("http://localhost:3000/orders/ship", { method: "POST", headers, body });
console.log("shipped", ((await response.json()) as { shipped: string }).shipped);

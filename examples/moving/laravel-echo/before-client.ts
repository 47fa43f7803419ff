import Echo from "laravel-echo";
import Pusher from "pusher-js";

const echo = new Echo({
  broadcaster: "reverb",
  Pusher,
  key: "app-key",
  wsHost: "localhost",
  wsPort: 8080,
  forceTLS: false,
  authEndpoint: "http://localhost:8000/broadcasting/auth",
  auth: { headers: { Authorization: "Bearer ada-token" } },
});

echo
  .private("orders.7")
  .listen("OrderUpdated", ({ id, status }: { id: string; status: string }) => {
    console.log("order", id, "is", status);
  })
  .error((error: unknown) => {
    console.log("refused", error);
  });

const response = await fetch("http://localhost:8000/orders/7/ship", {
  method: "POST",
  headers: { Authorization: "Bearer ada-token" },
});
console.log("shipped", ((await response.json()) as { shipped: string }).shipped);

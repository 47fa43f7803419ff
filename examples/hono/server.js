import { serve } from "@hono/node-server";
import { Route, SocketServiceProvider } from "carillon";
import { Hono } from "hono";

Route.socket("ping", () => "pong");

const app = new Hono();
app.get("/", (context) => context.text("Hello from Hono"));

const httpServer = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) }, ({ port }) => {
  console.log(`Listening on http://localhost:${port}`);
});
// Still before the first request: the server listens from the next turn of the event loop on.
await SocketServiceProvider({ httpServer }).boot();

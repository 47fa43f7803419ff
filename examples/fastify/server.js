import { Route, SocketServiceProvider } from "carillon";
import Fastify from "fastify";

Route.socket("ping", () => "pong");

const app = Fastify();
app.get("/", () => "Hello from Fastify");

await app.ready();
await SocketServiceProvider({ httpServer: app.server }).boot();
await app.listen({ port: Number(process.env.PORT ?? 3000) });
console.log(`Listening on http://localhost:${app.server.address().port}`);

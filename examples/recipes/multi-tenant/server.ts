import { Route, setSocketsConfig, Socket, SocketException } from "carillon";

interface User {
  id: number;
  tenant: string;
}
const users = new Map<string, User>([
  ["ada-token", { id: 1, tenant: "acme" }],
  ["eve-token", { id: 2, tenant: "globex" }],
]);
const unpaid = new Set(["globex"]);

setSocketsConfig({ auth: { guards: { api: ({ token }) => users.get(token) ?? null } } });
Socket.use("auth:socket");

/** The tenant is the user's, never one that a client names. */
const tenantOf = (user: unknown): string => (user as User).tenant;

// Every channel begins with its tenant, and the rule compares.
Route.channel("tenants.{tenant}.orders.{id}", ({ user }, { tenant }) => tenantOf(user) === tenant);
Route.channel("tenants.{tenant}.news", ({ user }, { tenant }) => tenantOf(user) === tenant);

Route.middleware("paid", () => async ({ context, next }) => {
  if (unpaid.has(tenantOf(context.user))) {
    throw new SocketException("The bill is open", { code: "unpaid", status: 402 });
  }
  await next();
});

Route.socketGroup({ prefix: "orders", middleware: ["auth:socket", "paid"] }, () => {
  Route.socket("ship", async (_socket, { id }: { id: string }, { user }) => {
    await Socket.broadcast(`tenants.${tenantOf(user)}.orders.${id}`, "order:shipped", { id });
  });
});

Socket.attach(3000);

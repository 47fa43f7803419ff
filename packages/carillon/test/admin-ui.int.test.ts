import { Route, Socket } from "carillon";
import { nextEvent, refused, startServer } from "@carillon/socket-testing";
import { expect, test } from "vitest";
import { readmeExamples } from "../../../scripts/readme-examples.js";
import { freshFacades } from "./seed-kit.js";

const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZw";
/** By bcrypt, of "changeit". */
const passwordHash = "$2b$10$heqvAkYMez.Va6Et2uXInOnkCT6/uQj1brkrbyG3LpopDklcq7ZOS";

test("docs/admin-ui.md: the admin UI is shown who is there, and no credential", async () => {
  await using facades = freshFacades();
  facades.users.set(jwt, facades.users.get("ada")!);
  Socket.use("auth:socket");
  Route.socket("ping", () => "pong");
  await using server = await startServer((io) => Socket.attach(io));
  (await guide()).startAdminUi(passwordHash);
  const credentials = {
    auth: { token: jwt },
    query: { token: jwt },
    extraHeaders: { authorization: `Bearer ${jwt}`, cookie: `session=${jwt}` },
  };
  const before = await server.connect(credentials);
  await before.emitWithAck("ping");

  const admin = server.client({ namespace: "/admin", auth: { username: "admin", password: "changeit" } });
  const shown: unknown[] = [];
  admin.onAny((event: string, ...args: unknown[]) => shown.push([event, ...args]));
  const all = nextEvent(admin, "all_sockets");
  admin.connect();
  expect(JSON.stringify(await all)).toContain(before.id);

  const connected = nextEvent(admin, "socket_connected");
  const after = await server.connect(credentials);
  await connected;
  const received = nextEvent(admin, "event_received");
  await after.emitWithAck("ping");
  await received;
  expect(JSON.stringify(shown)).toContain(after.id);
  expect(JSON.stringify(shown)).not.toContain(jwt);

  const stranger = server.client({ namespace: "/admin", auth: { username: "admin", password: "guessed" } });
  expect((await refused(stranger)).message).toBe("invalid credentials");
});

/** The guide's own code. */
async function guide(): Promise<{ startAdminUi: (passwordHash: string) => void }> {
  const example = readmeExamples().find(({ code }) => code.includes("function startAdminUi"));
  return (await import(/* @vite-ignore */ example?.file ?? "")) as {
    startAdminUi: (passwordHash: string) => void;
  };
}

import { instrument } from "@socket.io/admin-ui";
import { nextEvent } from "@carillon/socket-testing";
import { expect, test } from "vitest";
import { startLayer } from "./layer.js";

const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZw";

test("Socket.IO's admin UI is shown who is there, and no credential", async () => {
  await using stage = await startLayer(({ route }) => {
    route.socket("ping", () => "pong");
  });
  instrument(stage.server.io, { auth: false, mode: "development" });
  const credentials = {
    auth: { token: jwt },
    query: { token: jwt },
    extraHeaders: { authorization: `Bearer ${jwt}`, cookie: `session=${jwt}` },
  };
  const before = await stage.server.connect(credentials);
  await before.emitWithAck("ping");

  const admin = stage.server.client({ namespace: "/admin", transports: ["websocket"] });
  const shown: unknown[] = [];
  admin.onAny((event: string, ...args: unknown[]) => shown.push([event, ...args]));
  const all = nextEvent(admin, "all_sockets");
  admin.connect();
  expect(JSON.stringify(await all)).toContain(before.id);

  const connected = nextEvent(admin, "socket_connected");
  const after = await stage.server.connect(credentials);
  await connected;
  const received = nextEvent(admin, "event_received");
  await after.emitWithAck("ping");
  await received;
  expect(JSON.stringify(shown)).toContain(after.id);
  expect(JSON.stringify(shown)).not.toContain(jwt);
});

import { startServer, unhandledDuring, waitFor } from "@carillon/socket-testing";
import { expect, it } from "vitest";
import { attachRooms, MemoryPresenceStore } from "../src/index.js";
import type { PresenceEntry, PresenceStore, Rooms } from "../src/index.js";
import { identifyByAuth, keptLogger } from "./identify.js";

it("leaves nothing behind after 600 connections that end in every way", async () => {
  const store = new CountingStore();
  const logger = keptLogger();
  const log = { in: 0, out: 0 };
  const unhandled = await unhandledDuring(async () => {
    let rooms: Rooms | undefined;
    await using server = await startServer((io) => {
      identifyByAuth(io);
      rooms = attachRooms(io, { presence: store, logger });
      rooms.channel("room.{n}", {
        join: async ({ userId }) => {
          await new Promise(setImmediate);
          return Number(userId) % 2 === 0 ? true : { name: String(userId) };
        },
        presence: { graceMs: 20 },
        onJoin: () => void log.in++,
        onLeave: () => void log.out++,
      });
    });
    const listeners = server.io.of("/").adapter.listenerCount("leave-room");
    for (let batch = 0; batch < 12; batch++) {
      await Promise.all(
        Array.from({ length: 50 }, async (_v, n) => {
          const client = await server.connect({ auth: { user: String(n) } });
          const asked = ["a", "b", "users.9"].map((name) =>
            client
              .timeout(2_000)
              .emitWithAck("channel:join", { channel: `room.${name}` })
              .catch(() => undefined),
          );
          // A third ends with answers pending, a third by a crash, a third in order.
          if (n % 3 > 0) await Promise.all(asked);
          if (n % 3 === 1) client.io.engine.close();
          else client.disconnect();
        }),
      );
    }
    const { adapter, sockets } = server.io.of("/");
    await waitFor(() => sockets.size === 0 && store.entries.size === 0 && log.in === log.out);
    expect([adapter.rooms.size, adapter.sids.size]).toEqual([0, 0]);
    expect(adapter.listenerCount("leave-room") - listeners).toBe(1);
    expect(await rooms?.members("room.a")).toEqual([]);
  });
  expect(unhandled).toEqual([]);
  expect(logger.lines).toEqual([]);
  expect(log.in).toBeGreaterThan(400);
});

/** A memory store that shows what is in it. */
class CountingStore implements PresenceStore {
  readonly entries = new Map<string, PresenceEntry>();
  readonly #store = new MemoryPresenceStore();

  open(...args: Parameters<PresenceStore["open"]>): ReturnType<PresenceStore["open"]> {
    const session = this.#store.open(...args);
    return {
      ...session,
      put: (room, entry) => {
        this.entries.set(`${room} ${entry.ref}`, entry);
        session.put(room, entry);
      },
      remove: (room, ref) => {
        this.entries.delete(`${room} ${ref}`);
        session.remove(room, ref);
      },
    };
  }
}

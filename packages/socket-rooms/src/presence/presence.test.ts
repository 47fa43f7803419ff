import { consoleLogger } from "@carillon/socket-scrub";
import type { Socket } from "socket.io";
import { afterEach, expect, it, vi } from "vitest";
import { MemoryPresenceStore } from "./memory-presence-store.js";
import { Presence } from "./presence.js";

afterEach(() => {
  vi.useRealTimers();
});

it("shows what was written last, also through a node whose clock is ten minutes late", async () => {
  const store = new MemoryPresenceStore();
  const [ahead, late] = [new Presence(store, consoleLogger), new Presence(store, consoleLogger)];
  const options = { mode: "list", graceMs: 0, batchMs: 0, info: undefined } as const;
  const there = (id: string, info: object): Parameters<Presence["join"]>[0] => {
    return { socket: socketOf(id), channel: "room.1", userId: "1", info };
  };
  const shown = async (): Promise<unknown[]> => {
    const lists = await Promise.all([ahead, late].map((node) => node.list({ name: "/" }, "room.1")));
    return lists.map(([member]) => member?.info);
  };
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now: now + 600_000 });
  ahead.join(there("a", { n: 1 }), options);
  vi.setSystemTime(now);
  late.join(there("b", { n: 2 }), options);
  expect(await shown()).toEqual([{ n: 2 }, { n: 2 }]);
  late.update(socketOf("b"), "room.1", { n: 3 });
  expect(await shown()).toEqual([{ n: 3 }, { n: 3 }]);
  vi.setSystemTime(now + 600_000);
  ahead.update(socketOf("a"), "room.1", { n: 4 });
  expect(await shown()).toEqual([{ n: 4 }, { n: 4 }]);
  await Promise.all([ahead.close(), late.close()]);
});

function socketOf(id: string): Socket {
  return { id, nsp: { name: "/" } } as unknown as Socket;
}

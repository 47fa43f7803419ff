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

it("a join costs its own snapshot and one message, however many are here and come at once", () => {
  vi.useFakeTimers();
  const costs = [10, 10_000].map((members) => costOfJoins(members, 20));
  for (const cost of costs) expect(cost.messages).toBe(1);
  expect(costs[1]?.bytes).toBe(costs[0]?.bytes);
  // Each sees who came before it, and itself.
  expect(costs[1]?.snapshots).toEqual(Array.from({ length: 20 }, (_, joined) => 10_001 + joined));
});

/** What the members of a room are sent, and what those see who join it, within one collection of changes. */
function costOfJoins(
  members: number,
  joining: number,
): { messages: number; bytes: number; snapshots: number[] } {
  const sent: string[] = [];
  const emit = (event: string, payload: object): void => void sent.push(event + JSON.stringify(payload));
  const local = { to: () => ({ emit, except: () => ({ emit }) }) };
  const presence = new Presence(new MemoryPresenceStore(), consoleLogger);
  const options = { mode: "list", graceMs: 0, batchMs: 50, info: undefined } as const;
  const join = (n: number): Socket => {
    const userId = String(1_000_000 + n);
    const socket = { id: `s${userId}`, nsp: { name: "/", local } } as unknown as Socket;
    presence.join({ socket, channel: "room.1", userId, info: null }, options);
    return socket;
  };
  for (let n = 0; n < members; n++) join(n);
  vi.advanceTimersByTime(50);
  sent.length = 0;
  const snapshots = Array.from({ length: joining }, (_, n) => {
    return presence.snapshot(join(500_000 + n), "room.1", "list").members?.length ?? 0;
  });
  vi.advanceTimersByTime(1_000);
  return { messages: sent.length, bytes: sent.join("").length, snapshots };
}

function socketOf(id: string): Socket {
  return { id, nsp: { name: "/" } } as unknown as Socket;
}

import { waitFor } from "@carillon/socket-testing";
import { describe, expect, it } from "vitest";
import type { PresenceEntry, PresenceSession, PresenceStore, PresenceWatcher } from "../src/index.js";

/** A store for one test, and how to end it. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly store: PresenceStore;
}

/** What every presence store must do. */
export function presenceStoreSuite(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name} as a presence store`, () => {
    it("lists what every node wrote, room by room", async () => {
      await using under = await open();
      const [a, b] = [node(under.store), node(under.store)];
      a.put("x", "1");
      b.put("x", "2");
      b.put("y", "3");
      await listed(a, "x", ["1", "2"]);
      await listed(b, "x", ["1", "2"]);
      await listed(a, "y", ["3"]);
      await listed(a, "z", []);
      await Promise.all([a.session.close(), b.session.close()]);
    });

    it("keeps one entry for each connection, the last one written", async () => {
      await using under = await open();
      const a = node(under.store);
      a.put("x", "1", { name: "before" });
      a.put("x", "1", { name: "after" });
      await waitFor(async () => {
        expect((await a.session.list("x")).map(({ info }) => info)).toEqual([{ name: "after" }]);
        return true;
      });
      await a.session.close();
    });

    it("tells the other nodes what one does, in order, and not itself", async () => {
      await using under = await open();
      const [a, b] = [node(under.store), node(under.store)];
      b.put("x", "0");
      await waitFor(() => a.knows("x", ["0"]));
      a.put("x", "1");
      await waitFor(() => b.knows("x", ["1"]));
      for (let n = 0; n < 20; n++) {
        a.remove("x", "1");
        a.put("x", "1", { n });
      }
      a.remove("x", "1");
      a.put("x", "2");
      await waitFor(() => b.knows("x", ["2"]));
      expect(a.known.get("x")).not.toContain("1");
      await Promise.all([a.session.close(), b.session.close()]);
    });

    it("forgets a node that closes, and tells the others who is alive", async () => {
      await using under = await open();
      const [a, b] = [node(under.store), node(under.store)];
      a.put("x", "1");
      b.put("x", "2");
      await listed(a, "x", ["1", "2"]);
      await b.session.close();
      await listed(a, "x", ["1"]);
      await waitFor(() => a.alive !== undefined && !a.alive.has(b.session.node));
      await a.session.close();
    });

    it("takes any name and any JSON", async () => {
      await using under = await open();
      const a = node(under.store);
      const info = { text: 'quote " \\ \u2028 👩‍🚀', nested: [{}] };
      for (const room of ["a:b:c", "__proto__", "x y\n", "*"]) a.put(room, "1", info);
      for (const room of ["a:b:c", "__proto__", "x y\n", "*"]) {
        await waitFor(async () => {
          expect(await a.session.list(room)).toMatchObject([{ ref: "1", info }]);
          return true;
        });
      }
      await a.session.close();
    });
  });
}

interface TestNode {
  readonly session: PresenceSession;
  /** Refs of other nodes' connections, as this node was told. */
  readonly known: Map<string, Set<string>>;
  readonly alive: ReadonlySet<string> | undefined;
  put(room: string, ref: string, info?: object): void;
  remove(room: string, ref: string): void;
  knows(room: string, refs: string[]): boolean;
}

/** A node that does what `Presence` does with a store. */
function node(store: PresenceStore): TestNode {
  const own = new Map<string, readonly [string, PresenceEntry]>();
  const known = new Map<string, Set<string>>();
  let alive: ReadonlySet<string> | undefined;
  const of = (room: string): Set<string> => {
    const refs = known.get(room) ?? new Set<string>();
    known.set(room, refs);
    return refs;
  };
  const watcher: PresenceWatcher = {
    put: (room, { ref }) => void of(room).add(ref),
    remove: (room, ref) => void of(room).delete(ref),
    alive: (nodes) => void (alive = nodes),
    missed: (nodes) => {
      void (async () => {
        for (const { ref, node: from } of await session.list("x")) {
          if (from !== session.node && nodes.has(from)) of("x").add(ref);
        }
      })();
    },
    all: () => own.values(),
  };
  const session = store.open(watcher);
  return {
    session,
    known,
    get alive() {
      return alive;
    },
    put: (room, ref, info = {}) => {
      const entry = { ref, node: session.node, userId: ref, info, since: 1, at: 1 };
      own.set(room + ref, [room, entry]);
      session.put(room, entry);
    },
    remove: (room, ref) => {
      own.delete(room + ref);
      session.remove(room, ref);
    },
    knows: (room, refs) => refs.every((ref) => of(room).has(ref)) && of(room).size === refs.length,
  };
}

async function listed(from: TestNode, room: string, refs: string[]): Promise<void> {
  await waitFor(async () => {
    expect((await from.session.list(room)).map(({ ref }) => ref).sort()).toEqual(refs);
    return true;
  });
}

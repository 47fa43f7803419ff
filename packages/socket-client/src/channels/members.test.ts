import type { Member } from "@carillon/socket-contract";
import { expect, test } from "vitest";
import { createMembers } from "./members.js";
import { createListeners } from "../store.js";

const member = (id: string, connections = 1): Member => ({ id, info: null, connections, since: 0 });
const ids = (members: { store: { getSnapshot(): readonly Member[] } }): string[] =>
  members.store.getSnapshot().map(({ id, connections }) => `${id}${String(connections)}`);

test("phoenixframework/phoenix#2255: changes that come before the snapshot wait for it, and old ones are dropped", () => {
  const listeners = createListeners();
  const members = createMembers(listeners);
  const told: string[] = [];
  for (const kind of ["join", "leave", "update"])
    listeners.add(kind, ({ id }: Member) => told.push(`${kind} ${id}`));
  members.snapshot({ version: 1, count: 1, members: [member("ada")] });
  // A rejoin: the node that answers has counted on.
  members.wait();
  members.change("leave", { version: 3, members: [member("ada")] });
  members.change("join", { version: 4, members: [member("grace")] });
  members.change("join", { version: 6, members: [member("alan")] });
  members.change("update", { version: 7, members: [member("grace", 2)] });
  expect(ids(members)).toEqual(["ada1"]);
  // Ada left and came back, and Grace came, all before the snapshot.
  members.snapshot({ version: 5, count: 2, members: [member("ada"), member("grace")] });
  expect(ids(members)).toEqual(["ada1", "grace2", "alan1"]);
  expect(told).toEqual(["join ada", "join grace", "join alan", "update grace"]);
});

test("a member that left while nothing was heard is gone with the next snapshot", () => {
  const members = createMembers(createListeners());
  members.snapshot({ version: 1, count: 2, members: [member("ada"), member("grace")] });
  const [, grace] = members.store.getSnapshot();
  members.wait();
  members.change("join", { version: 2, members: [member("alan")] });
  members.snapshot({ version: 2, count: 2, members: [member("grace"), member("alan")] });
  expect(ids(members)).toEqual(["grace1", "alan1"]);
  expect(members.store.getSnapshot()[0]).toBe(grace);
});

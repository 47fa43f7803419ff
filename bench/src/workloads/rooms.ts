import { Child } from "../rpc.js";
import type { RoomKind, roomCommands } from "../rooms.js";
import { roundsOf } from "../workload.js";
import type { Effort, Table, Workload } from "../workload.js";

const kinds: readonly RoomKind[] = ["raw", "carillon", "carillon-presence-list", "carillon-presence-count"];
const spare = 20;
const titles = { join: "A join", leave: "A leave", broadcast: "A broadcast" } as const;
const note =
  "In process, each kind in a process of its own, over connections without a network; so Socket.IO's part is all that raw costs.";

/** W8: what rooms, rules and presence cost, by the number of members; whatever contenders are asked for. */
export const roomsWorkload: Workload = {
  title: "W8: rooms and presence",
  standsAlone: true,
  async run(_names, effort, say) {
    const tables: Table[] = [];
    for (const members of [10, 100, 1_000, 10_000]) {
      const scaled = Math.max(10, Math.round(members * effort.scale));
      say(`W8: ${scaled} members`);
      tables.push(...(await tablesFor(scaled, effort)));
    }
    return tables;
  },
};

async function tablesFor(members: number, effort: Effort): Promise<Table[]> {
  const children = new Map<RoomKind, Child<typeof roomCommands>>();
  const figures = new Map<RoomKind, { join: number[]; leave: number[]; broadcast: number[] }>();
  try {
    for (const kind of kinds) {
      const child = new Child<typeof roomCommands>("rooms");
      children.set(kind, child);
      figures.set(kind, { join: [], leave: [], broadcast: [] });
      await child.call("prepare", { kind, members, spare }, 300_000);
    }
    const total = Math.max(5, Math.round((50_000 * effort.scale) / members));
    for (const round of roundsOf(effort)) {
      for (let place = 0; place < kinds.length; place++) {
        const kind = kinds[(place + round + effort.warmUps) % kinds.length] ?? "raw";
        const child = children.get(kind);
        const own = figures.get(kind);
        if (child === undefined || own === undefined) continue;
        const { join, leave } = await child.call("join", undefined);
        const broadcast = await child.call("broadcast", { total });
        if (round < 0) continue;
        own.join.push(join);
        own.leave.push(leave);
        own.broadcast.push(broadcast);
      }
    }
  } finally {
    for (const child of children.values()) await child.end();
  }
  return (["join", "leave", "broadcast"] as const).map((what) => ({
    title: `W8: ${what} with ${members} members`,
    point: {
      curve: `rooms-${what}`,
      title: `${titles[what]}, by the number of members, without a network`,
      along: "members",
      size: members,
    },
    unit: `µs of CPU per ${what}`,
    baselines: ["raw"],
    rows: kinds.map((name) => ({ name, figures: figures.get(name)?.[what] ?? [] })),
    ...(what === "join" && {
      note: `${note} ${spare} join, one after the other; members are told by the way.`,
    }),
  }));
}

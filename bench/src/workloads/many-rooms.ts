import type { ManyRoomsKind, manyRoomsCommands } from "../many-rooms.js";
import { Child } from "../rpc.js";
import { roundsOf } from "../workload.js";
import type { Effort, Table, Workload } from "../workload.js";

type ManyRooms = Child<typeof manyRoomsCommands>;

const kinds: readonly ManyRoomsKind[] = ["raw", "carillon", "carillon, channels"];
const note = "In process, each kind in a process of its own, over connections without a network.";

/** What a broadcast to many rooms costs, and a join of a socket that is in many. */
export const manyRoomsWorkload: Workload = {
  title: "growth: rooms",
  standsAlone: true,
  async run(_names, effort, say) {
    const members = Math.max(100, Math.round(1_000 * effort.scale));
    const children = new Map<ManyRoomsKind, ManyRooms>();
    try {
      for (const kind of kinds) {
        const child: ManyRooms = new Child("many-rooms");
        children.set(kind, child);
        await child.call("prepare", { kind, members, guests: 20 });
      }
      const tables: Table[] = [];
      for (const rooms of [1, 10, 100]) {
        say(`growth: ${rooms} rooms`);
        const total = Math.max(2, Math.round(100 * effort.scale));
        tables.push({
          title: `Growth: a broadcast to ${rooms} rooms`,
          point: {
            curve: "broadcast-rooms",
            title: `A broadcast to ${members} members, by the number of rooms`,
            along: "rooms",
            size: rooms,
          },
          unit: "µs of CPU per broadcast",
          baselines: ["raw"],
          rows: await rowsOf(children, kinds, effort, (child, kind) =>
            child.call("broadcast", { kind, rooms, total }),
          ),
          note: `${note} ${members} members, spread over the rooms, each in one.`,
        });
      }
      const joining = kinds.filter((kind) => kind !== "carillon, channels");
      for (const rooms of [1, 10, 100]) {
        say(`growth: a join of a socket in ${rooms} rooms`);
        const total = Math.max(2, Math.round(100 * effort.scale));
        tables.push({
          title: `Growth: a join of a socket in ${rooms} rooms`,
          point: {
            curve: "join",
            title: "A join, by the number of rooms that the socket is in",
            along: "rooms of the socket",
            size: rooms,
          },
          unit: "µs of CPU per join",
          baselines: ["raw"],
          rows: await rowsOf(children, joining, effort, (child) => child.call("join", { rooms, total })),
          note: `${note} Carillon's joins go through the router and a channel's rule.`,
        });
      }
      return tables;
    } finally {
      for (const child of children.values()) await child.end();
    }
  },
};

async function rowsOf(
  children: ReadonlyMap<ManyRoomsKind, ManyRooms>,
  names: readonly ManyRoomsKind[],
  effort: Effort,
  turn: (child: ManyRooms, kind: ManyRoomsKind) => Promise<number>,
): Promise<Table["rows"]> {
  const rows = names.map((name) => ({ name, figures: [] as number[] }));
  const { secondsPerTable = Infinity } = effort;
  for (const round of roundsOf({ ...effort, secondsPerTable: Math.min(secondsPerTable, 8) })) {
    for (let place = 0; place < rows.length; place++) {
      const row = rows[(place + round + effort.warmUps) % rows.length];
      const child = row && children.get(row.name);
      if (row === undefined || child === undefined) continue;
      const figure = await turn(child, row.name);
      if (round >= 0) row.figures.push(figure);
    }
  }
  return rows;
}

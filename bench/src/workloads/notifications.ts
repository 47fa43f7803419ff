import type { ListQuestion, listCommands } from "../notification-lists.js";
import { Child } from "../rpc.js";
import { roundsOf } from "../workload.js";
import type { Table, Workload } from "../workload.js";

const questions: readonly ListQuestion[] = [
  "newest page",
  "page in the middle",
  "count of unread",
  "mark one as read",
];

/** What a list of notifications costs, by the number of rows. */
export const notificationsWorkload: Workload = {
  title: "growth: notifications",
  standsAlone: true,
  async run(_names, effort, say) {
    const tables: Table[] = [];
    for (const rows of effort.isQuick ? [10, 100, 1_000] : [10, 100, 1_000, 10_000, 100_000]) {
      say(`growth: ${rows} notifications`);
      const child = new Child<typeof listCommands>("notification-lists");
      const figures = new Map<ListQuestion, number[]>(questions.map((question) => [question, []]));
      try {
        await child.call("prepare", { rows });
        const { secondsPerTable = Infinity } = effort;
        const total = Math.max(5, Math.round(200 * effort.scale));
        for (const round of roundsOf({ ...effort, secondsPerTable: Math.min(secondsPerTable, 8) })) {
          for (const question of questions) {
            const figure = await child.call("ask", { question, total });
            if (round >= 0) figures.get(question)?.push(figure);
          }
        }
      } finally {
        await child.end();
      }
      tables.push({
        title: `Growth: ${rows} notifications of a user`,
        point: {
          curve: "notifications",
          title: "A user's notifications in SQLite, by the number of rows",
          along: "rows",
          size: rows,
        },
        unit: "µs of CPU each",
        baselines: [],
        rows: questions.map((name) => ({ name, figures: figures.get(name) ?? [] })),
        note: "libsql, in memory; pages of 50; every tenth row unread. A page tells the count of unread ones too.",
      });
    }
    return tables;
  },
};

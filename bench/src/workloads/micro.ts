import { Child } from "../rpc.js";
import type { MiddlewareKind, microCommands } from "../micro.js";
import { roundsOf } from "../workload.js";
import type { Effort, Row, Table, Workload } from "../workload.js";

type Micro = Child<typeof microCommands>;

/** W6: dispatch in process, whatever contenders are asked for. */
export const microWorkload: Workload = {
  title: "W6: dispatch in process",
  standsAlone: true,
  async run(_names, effort, say) {
    const micro: Micro = new Child("micro");
    try {
      say("W6: middleware");
      const tables = await middlewareTables(micro, effort);
      say("W6: routes");
      return [...tables, await routesTable(micro, effort)];
    } finally {
      await micro.end();
    }
  },
};

/** W9: what scrubbing costs. */
export const scrubWorkload: Workload = {
  title: "W9: scrubbing",
  standsAlone: true,
  async run(_names, effort, say) {
    const micro: Micro = new Child("micro");
    try {
      say("W9: scrubbing");
      return [await cleanTable(micro, effort), await worstTable(micro, effort)];
    } finally {
      await micro.end();
    }
  },
};

const counts = [0, 3, 10] as const;

async function middlewareTables(micro: Micro, effort: Effort): Promise<Table[]> {
  const tables: Table[] = [];
  for (const kind of ["asynchronous", "synchronous"] as const) {
    const ways: string[] = [];
    for (const count of counts) {
      const [ours, koas] = [wayName("carillon-router", count), wayName("koa-compose", count)];
      await micro.call("prepareCarillon", { name: ours, kind, count });
      await micro.call("prepareKoa", { name: koas, kind, count });
      ways.push(ours, koas);
    }
    const rows = await measured(
      ways,
      effort,
      (name, total) => micro.call("dispatch", { name, total }),
      50_000,
    );
    tables.push(
      {
        title: `W6: dispatch through ${kind} middleware`,
        unit: "µs of CPU per dispatch",
        baselines: [wayName("koa-compose", 10)],
        rows,
        note: "Carillon's figures include all that the router does around a chain; koa-compose's are the chain alone.",
      },
      extraTable(kind, rows),
    );
  }
  return tables;
}

/** What ten middleware add, divided by ten. */
function extraTable(kind: MiddlewareKind, rows: readonly Row[]): Table {
  const extra = (name: string): Row => {
    const [none, ten] = [0, 10].map(
      (count) => rows.find((row) => row.name === wayName(name, count))?.figures ?? [],
    );
    return { name, figures: (ten ?? []).map((figure, round) => (figure - (none?.[round] ?? 0)) / 10) };
  };
  return {
    title: `W6: what each ${kind} middleware adds`,
    unit: "µs of CPU",
    baselines: ["koa-compose"],
    rows: [extra("koa-compose"), extra("carillon-router")],
  };
}

function wayName(name: string, count: number): string {
  return `${name}, ${count} middleware`;
}

async function routesTable(micro: Micro, effort: Effort): Promise<Table> {
  const names: string[] = [];
  for (const routes of [10, 1_000, 10_000]) {
    const name = `${routes} routes`;
    await micro.call("prepareRoutes", { name, routes });
    names.push(name);
  }
  return {
    title: "W6: dispatch in tables of different size",
    unit: "µs of CPU per dispatch",
    baselines: ["10 routes"],
    rows: await measured(names, effort, (name, total) => micro.call("dispatch", { name, total }), 100_000),
    note: "Ten events, spread over the table, in turn.",
  };
}

async function cleanTable(micro: Micro, effort: Effort): Promise<Table> {
  const text = "GET /orders/42 answered 200 in 12 ms for user 17 from 10.0.0.7; cache hit, 3 rows. "
    .repeat(13)
    .slice(0, 1_024);
  const [character, word, scrub] = ["indexOf, a character", "indexOf, a word", "scrubTokenString"] as const;
  await micro.call("prepareLine", { name: character, text, pass: "search for a character" });
  await micro.call("prepareLine", { name: word, text, pass: "search for a word" });
  await micro.call("prepareLine", { name: scrub, text, pass: "scrub" });
  return {
    title: "W9: a clean log line of 1 KiB",
    unit: "ns of CPU per line",
    baselines: [character, word],
    rows: await measured(
      [character, word, scrub],
      effort,
      (name, total) => micro.call("pass", { name, total }),
      100_000,
    ),
    note: "Neither search finds anything. 1 KiB in 1,000 ns is 1,024 MB/s.",
  };
}

/** Texts that look like secrets all along; what is linear costs the same for each KiB. */
const worst: Readonly<Record<string, string>> = {
  eyJ: "eyJ",
  "eyJa.": "eyJhbGciOiJIUzI1NiJ9.",
  Bearer: "Bearer ",
  "token=": "token=",
  "a run of letters": "a",
  "nested quotes": '{"token":"',
  "authorization: ": "authorization: ",
};

async function worstTable(micro: Micro, effort: Effort): Promise<Table> {
  const rows: Row[] = [];
  for (const [label, piece] of Object.entries(worst)) {
    for (const kib of [1, 16, 64]) {
      const name = `${label} repeated, ${kib} KiB`;
      const text = piece.repeat(Math.ceil((kib * 1_024) / piece.length)).slice(0, kib * 1_024);
      await micro.call("prepareLine", { name, text, pass: "scrub" });
      const total = Math.max(1, Math.round(640 / kib));
      const [row] = await measured(
        [name],
        { ...effort, rounds: Math.min(effort.rounds, 5) },
        async (line, passes) => (await micro.call("pass", { name: line, total: passes })) / kib,
        total,
      );
      if (row) rows.push(row);
    }
  }
  return {
    title: "W9: lines that look like secrets all along",
    unit: "ns of CPU per KiB",
    baselines: [],
    rows,
    note: "Linear growth is the same figure at every length.",
  };
}

/** Interleaved rounds over named things of one process. */
async function measured(
  names: readonly string[],
  effort: Effort,
  measure: (name: string, total: number) => Promise<number>,
  total: number,
): Promise<Row[]> {
  const { warmUps, scale } = effort;
  const figures = names.map((): number[] => []);
  for (const round of roundsOf(effort)) {
    for (let place = 0; place < names.length; place++) {
      const index = (place + round + warmUps) % names.length;
      const name = names[index];
      if (name === undefined) continue;
      const figure = await measure(name, Math.max(1, Math.round(total * scale)));
      if (round >= 0) figures[index]?.push(figure);
    }
  }
  return names.map((name, index) => ({ name, figures: figures[index] ?? [] }));
}

import { events, room } from "../application.js";
import type { ContenderName } from "../contender.js";
import { Field } from "../field.js";
import type { Runner } from "../field.js";
import { spreadOf } from "../statistics.js";
import type { Effort, Row, Table, Workload } from "../workload.js";

const able: readonly ContenderName[] = ["raw", "carillon", "carillon-created", "ws"];
const payload = { room, text: "What a carillon needs is a ringer who plays it, and bells." };
const connections = 50;

/** How long answers take at half of what a server can do. */
export const latencyWorkload: Workload = {
  title: "latency",
  async run(all, effort, say) {
    const names = all.filter((name) => able.includes(name));
    say("latency: what each can do");
    return Field.with(names, async (field) => {
      await field.connect(connections);
      const capacity = new Map<ContenderName, number>();
      for (const runner of field.runners) capacity.set(runner.name, await capacityOf(field, runner, effort));
      say("latency: half of it");
      const figures = await field.rounds(effort, async ({ name }) => {
        const own = await waitsAt(field, name, (capacity.get(name) ?? 0) / 2, effort);
        const same = await waitsAt(field, name, (capacity.get("raw") ?? 0) / 2, effort);
        return { p50: own.p50, p99: own.p99, "same p50": same.p50, "same p99": same.p99 };
      });
      const table = (title: string, figure: string, rate: (name: ContenderName) => number): Table => ({
        title,
        unit: "µs from when a request was due to its answer",
        baselines: ["raw", "ws"],
        rows: names.map((name): Row => {
          const measured = figures.get(name)?.[figure] ?? [];
          return { name, figures: measured, perSecond: measured.map(() => rate(name)) };
        }),
        note:
          `${connections} connections in turn, requests at a steady rate whether answers have come or not. ` +
          "The load generator's own delays are part of the figures.",
      });
      const half = (name: ContenderName): number => (capacity.get(name) ?? 0) / 2;
      const halfOfRaw = (): number => half("raw");
      return [
        table("Latency at half of each one's capacity, p50", "p50", half),
        table("Latency at half of each one's capacity, p99", "p99", half),
        table("Latency at half of raw's capacity, p50", "same p50", halfOfRaw),
        table("Latency at half of raw's capacity, p99", "same p99", halfOfRaw),
      ];
    });
  },
};

/** Events in a second of wall time with 16 of each connection under way, which is what W1 measures. */
async function capacityOf(field: Field, { name }: Runner, { scale }: Effort): Promise<number> {
  const total = Math.max(800, Math.round(20_000 * scale));
  const perSecond: number[] = [];
  for (let turn = 0; turn < 4; turn++) {
    const ms = await field.load.call("request", { name, event: events.echo, payload, depth: 16, total });
    if (turn > 0) perSecond.push(total / (ms / 1_000));
  }
  return spreadOf(perSecond).median;
}

async function waitsAt(
  field: Field,
  name: ContenderName,
  perSecond: number,
  { scale }: Effort,
): Promise<{ readonly p50: number; readonly p99: number }> {
  const { p50, p99 } = await field.load.call("pace", {
    name,
    event: events.echo,
    payload,
    perSecond,
    ms: Math.max(100, 1_000 * scale),
  });
  return { p50: p50 * 1_000, p99: p99 * 1_000 };
}

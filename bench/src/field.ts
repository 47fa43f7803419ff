import type { ContenderName } from "./contender.js";
import type { Conformance } from "./conformance.js";
import { Child } from "./rpc.js";
import type { loadCommands } from "./load.js";
import type { serverCommands } from "./server.js";
import { roundsOf } from "./workload.js";
import type { Effort } from "./workload.js";

/** A contender's server process. */
export interface Runner {
  readonly name: ContenderName;
  readonly port: number;
  readonly server: Child<typeof serverCommands>;
}

/** Started servers and the load generator; `end` ends every process. */
export class Field {
  readonly load: Child<typeof loadCommands>;
  readonly runners: readonly Runner[];

  private constructor(load: Child<typeof loadCommands>, runners: readonly Runner[]) {
    this.load = load;
    this.runners = runners;
  }

  /** Starts one process for each contender, and one for the load. */
  static async start(
    names: readonly ContenderName[],
    idleRoutes = 6,
    execArgv: readonly string[] = [],
  ): Promise<Field> {
    const load = new Child<typeof loadCommands>("load");
    const runners: Runner[] = [];
    try {
      for (const name of names) {
        const server = new Child<typeof serverCommands>("server", ["--expose-gc", ...execArgv]);
        try {
          runners.push({ name, server, port: await server.call("start", { name, idleRoutes }) });
        } catch (error) {
          await server.end();
          throw error;
        }
      }
    } catch (error) {
      await Promise.all([load.end(), ...runners.map(({ server }) => server.end())]);
      throw error;
    }
    return new Field(load, runners);
  }

  /** Runs a task with a field and ends its processes whatever happens. */
  static async with<Result>(
    names: readonly ContenderName[],
    task: (field: Field) => Promise<Result>,
    idleRoutes?: number,
    execArgv?: readonly string[],
  ): Promise<Result> {
    const field = await Field.start(names, idleRoutes, execArgv);
    try {
      return await task(field);
    } finally {
      await field.end();
    }
  }

  async connect(count: number): Promise<void> {
    for (const { name, port } of this.runners) await this.load.call("connect", { name, port, count });
  }

  async disconnect(): Promise<void> {
    for (const { name } of this.runners) await this.load.call("disconnect", name);
  }

  /**
   * Runs rounds in which each contender has one turn, each round beginning with another one.
   *
   * @param effort - How many rounds there are, and how long they may take.
   * @param turn - One turn of a contender; its figures by name.
   * @returns The figures of each contender by name, in order of the rounds.
   */
  async rounds(
    effort: Effort,
    turn: (runner: Runner) => Promise<Record<string, number>>,
  ): Promise<Map<ContenderName, Record<string, number[]>>> {
    const figures = new Map<ContenderName, Record<string, number[]>>();
    for (const round of roundsOf(effort)) {
      for (let place = 0; place < this.runners.length; place++) {
        const runner = this.runners[(place + round + effort.warmUps) % this.runners.length];
        if (runner === undefined) continue;
        const measured = await turn(runner);
        if (round < 0) continue;
        const own = figures.get(runner.name) ?? {};
        figures.set(runner.name, own);
        for (const [figure, value] of Object.entries(measured)) (own[figure] ??= []).push(value);
      }
    }
    return figures;
  }

  /** The resident memory of each server, in MiB. */
  async resident(): Promise<Map<ContenderName, number>> {
    const memory = new Map<ContenderName, number>();
    for (const { name, server } of this.runners) {
      const { residentBytes } = await server.call("usage", undefined);
      memory.set(name, residentBytes / 2 ** 20);
    }
    return memory;
  }

  async check({ name, port, server }: Runner): Promise<Conformance> {
    const start = await this.load.call("check", { name, port });
    await this.load.call("openProbe", { name, port });
    await server.call("revoke", "token-4999");
    const revoked = await this.load.call("closeProbe", undefined);
    const faults = revoked === undefined ? [...start.faults, "a revoked session was accepted"] : start.faults;
    return { badPayload: start.badPayload, revoked: revoked ?? "silence", faults };
  }

  async end(): Promise<void> {
    await Promise.all([this.load.end(), ...this.runners.map(({ server }) => server.end())]);
  }
}

/** What a task cost the server of a runner. */
export async function costOf(
  { server }: Runner,
  events: number,
  task: () => Promise<number>,
): Promise<{ cpu: number; perSecond: number }> {
  const before = await server.call("usage", undefined);
  const ms = await task();
  const after = await server.call("usage", undefined);
  return { cpu: (after.cpu - before.cpu) / events, perSecond: events / (ms / 1_000) };
}

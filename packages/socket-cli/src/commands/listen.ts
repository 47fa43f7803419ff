import { resolve as resolvePath } from "node:path";
import { CliError } from "../cli-error.js";
import { importFile } from "../application/import-file.js";
import type { ContractShape } from "../application/shapes.js";
import { connect, createClient } from "../listen/connect.js";
import { readDuration } from "../listen/duration.js";
import { Printer } from "../listen/printer.js";
import { payloadOf, prompt } from "../listen/prompt.js";
import { Session } from "../listen/session.js";
import { loadSocketClient } from "../listen/socket-client.js";
import type { Client } from "../listen/socket-client.js";
import { findContract } from "../project/contract-file.js";
import { whileLong } from "../terminal/while-long.js";
import { listOption, textOption } from "./command.js";
import type { CommandCall } from "./command.js";

/** Events that every Carillon server answers. */
const builtIn = ["channel:join", "channel:leave", "channel:whisper", "auth:refresh", "notifications:list"];

/**
 * `carillon listen`: connects to a Socket.IO server, prints what it sends, and sends what is typed.
 *
 * @returns 1 when `--count` events did not come within `--for`.
 * @throws CliError when the server cannot be reached, or refuses.
 */
export async function listen({ args, options, terminal }: CommandCall): Promise<number> {
  const url = (args[0] as string | undefined) ?? "http://localhost:3000";
  const forMs = durationOption(options["for"], "--for");
  const count = countOption(textOption(options, "count"));
  const timeoutMs = durationOption(options["timeout"], "--timeout") ?? 10_000;
  const payload = payloadOf(textOption(options, "payload"));
  const wanted = listOption(options, "event");
  const printer = new Printer(terminal, options["json"] === true);
  const client = createClient(await loadSocketClient(terminal.cwd), {
    url,
    namespace: (textOption(options, "namespace") ?? "/").replace(/^(?!\/)/, "/"),
    path: textOption(options, "path") ?? "/socket.io",
    token: textOption(options, "token"),
    cookie: textOption(options, "cookie"),
    headers: listOption(options, "header"),
    transport: textOption(options, "transport"),
  });
  try {
    return await run();
  } finally {
    client.close();
  }

  async function run(): Promise<number> {
    const session = new Session(client, printer);
    let heard = 0;
    let timer: NodeJS.Timeout | undefined;
    let end: (code: number) => void = () => undefined;
    const onInterrupt = (): void => end(0);
    const done = new Promise<number>((resolve) => {
      end = resolve;
      client.onAny((event: string, ...payload: unknown[]) => {
        if (wanted.length > 0 && !wanted.includes(event)) return;
        if (count !== undefined && heard >= count) return;
        printer.event({ at: new Date(), event, args: payload });
        if (++heard === count) end(0);
      });
      if (forMs !== undefined) timer = setTimeout(() => end(count === undefined ? 0 : 1), forMs);
      client.on("disconnect", () => {
        // The server put this client out, and Socket.IO does not come back from that by itself.
        if (!client.active) end(1);
      });
      process.once("SIGINT", onInterrupt);
    });
    const ms = await whileLong(terminal, `Connecting to ${url}`, connect(client, timeoutMs, url));
    printer.remark(`connected to ${url} as ${client.id ?? ""} (${transportOf(client)}, ${ms} ms)`);
    for (const channel of listOption(options, "join")) await session.join(channel);
    const event = textOption(options, "emit");
    if (event !== undefined) await session.send(event, payload);
    const lines = await promptFor(session);
    const code = await done;
    clearTimeout(timer);
    process.off("SIGINT", onInterrupt);
    lines?.close();
    if (code !== 0 && count !== undefined) printer.remark(`${heard} of ${count} events came`);
    return code;

    async function promptFor(current: Session): Promise<{ close(): void } | undefined> {
      if (terminal.input === undefined || options["json"] === true) return undefined;
      const events = await eventNames(terminal.cwd, textOption(options, "contract"));
      printer.remark("Type an event and its payload, or .help; Tab completes.");
      const streams = { input: terminal.input, output: process.stdout };
      return prompt(streams, { session: current, printer, events, onEnd: onInterrupt });
    }
  }
}

/** The events of the contract, where there is one, and our own. */
async function eventNames(cwd: string, named: string | undefined): Promise<string[]> {
  const file = findContract(cwd, named === undefined ? undefined : resolvePath(cwd, named));
  if (file === undefined) {
    if (named !== undefined) throw new CliError(`${named} exports no defineContract({...}).`);
    return builtIn;
  }
  const contract = (await importFile(file.path))[file.exportName] as ContractShape | undefined;
  return [...Object.keys(contract?.client ?? {}), ...builtIn];
}

function transportOf(client: Client): string {
  return (client.io.engine as { transport?: { name?: string } } | undefined)?.transport?.name ?? "unknown";
}

function durationOption(value: unknown, flag: string): number | undefined {
  return typeof value === "string" ? readDuration(flag, value) : undefined;
}

function countOption(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(written)) return Number(written);
  throw new CliError(`--count is a number of events; got "${written}".`);
}

import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Functions that a child process offers, by name. Arguments and results travel as JSON. */
export type Commands = Record<string, (argument: never) => unknown>;

interface Call {
  readonly id: number;
  readonly command: string;
  readonly argument: unknown;
}

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** In a child process: answers the parent's calls, and ends when the parent is gone. */
export function serve(commands: Commands): void {
  process.on("disconnect", () => process.exit(0));
  process.on("message", (call: Call) => {
    void answer(commands, call);
  });
}

async function answer(commands: Commands, { id, command, argument }: Call): Promise<void> {
  try {
    const result = await commands[command]?.(argument as never);
    process.send?.({ id, result });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

/** A child process of the harness. */
export class Child<Offered extends Commands> {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #lastId = 0;

  /**
   * @param file - Beside this one in `dist`, without its extension.
   * @param execArgv - Options for Node.
   */
  constructor(file: string, execArgv: readonly string[] = []) {
    const path = fileURLToPath(new URL(`./${file}.js`, import.meta.url));
    this.#process = fork(path, { execArgv: [...execArgv], env: { ...process.env, NODE_ENV: "production" } });
    this.#process.on("message", (reply: Reply) => {
      this.#waiting.get(reply.id)?.(reply);
      this.#waiting.delete(reply.id);
    });
    this.#process.on("exit", (code, signal) => {
      const error = `The process of ${file} ended (${signal ?? String(code)}).`;
      for (const [id, settle] of this.#waiting) settle({ id, error });
      this.#waiting.clear();
    });
  }

  /**
   * Calls a command of the child.
   *
   * @param timeoutMs - Milliseconds until it fails. Default 60,000.
   * @throws Error when the command failed, took too long, or the process ended.
   */
  async call<Name extends keyof Offered & string>(
    command: Name,
    argument: Parameters<Offered[Name]>[0],
    timeoutMs = 60_000,
  ): Promise<Awaited<ReturnType<Offered[Name]>>> {
    const id = ++this.#lastId;
    const reply = await new Promise<Reply>((settle) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        settle({ id, error: `"${command}" took longer than ${timeoutMs} ms.` });
      }, timeoutMs);
      this.#waiting.set(id, (arrived) => {
        clearTimeout(timer);
        settle(arrived);
      });
      this.#process.send({ id, command, argument } satisfies Call);
    });
    if (reply.error !== undefined) throw new Error(reply.error);
    return reply.result as Awaited<ReturnType<Offered[Name]>>;
  }

  /** Ends the process as a crash would, and waits until it is gone. */
  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGKILL");
    await ended;
  }

  /** Ends the process, the hard way if it does not go. */
  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    if (this.#process.connected) this.#process.disconnect();
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), 5_000);
    await ended;
    clearTimeout(timer);
  }
}

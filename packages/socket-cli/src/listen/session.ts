import { CliError } from "../cli-error.js";
import type { Printer } from "./printer.js";
import type { Client } from "./socket-client.js";

/** How long an answer is waited for, in milliseconds. */
const answerMs = 5000;

/** What a connected client does for its user: joins, sends, prints. */
export class Session {
  readonly #client: Client;
  readonly #printer: Printer;
  readonly #joined = new Set<string>();

  constructor(client: Client, printer: Printer) {
    this.#client = client;
    this.#printer = printer;
    client.on("disconnect", (reason: string) => this.#onDisconnect(reason));
    client.io.on("reconnect", () => void this.#onReconnect());
  }

  /**
   * Joins a channel.
   *
   * @throws CliError when the server refuses, or is none of ours and does not answer.
   */
  async join(channel: string): Promise<void> {
    const { answer, ms } = await this.#ask("channel:join", [{ channel }]).catch(() => {
      throw new CliError(`channel:join was not answered: only a Carillon server knows channels.`);
    });
    const { ok, error, message, data } = (answer ?? {}) as {
      ok?: boolean;
      error?: string;
      message?: string;
      data?: { presence?: { count?: number } };
    };
    if (ok !== true)
      throw new CliError(`${channel} cannot be joined: ${message ?? "refused"} (${error ?? "no code"})`);
    const count = data?.presence?.count;
    this.#joined.add(channel);
    this.#printer.remark(`joined ${channel}${count === undefined ? "" : `, ${count} here`} (${ms} ms)`);
  }

  /** Leaves a channel. */
  async leave(channel: string): Promise<void> {
    this.#joined.delete(channel);
    await this.send("channel:leave", [{ channel }]);
  }

  /** Sends an event and prints its answer; a server that does not answer is told of, not waited for longer. */
  async send(event: string, args: readonly unknown[]): Promise<void> {
    try {
      const { answer, ms } = await this.#ask(event, args);
      this.#printer.answer(event, answer, ms);
    } catch {
      this.#printer.remark(`${event} was sent; no answer within ${answerMs / 1000} s`);
    }
  }

  async #ask(event: string, args: readonly unknown[]): Promise<{ answer: unknown; ms: number }> {
    const began = performance.now();
    const answer: unknown = await this.#client.timeout(answerMs).emitWithAck(event, ...(args as never[]));
    return { answer, ms: Math.round(performance.now() - began) };
  }

  #onDisconnect(reason: string): void {
    if (reason === "io client disconnect") return;
    const comesBack = this.#client.active ? "; trying again" : "";
    this.#printer.remark(`disconnected: ${reason}${comesBack}`);
  }

  async #onReconnect(): Promise<void> {
    this.#printer.remark(`connected again as ${this.#client.id ?? ""}`);
    for (const channel of this.#joined) {
      await this.join(channel).catch((error: unknown) => this.#printer.remark((error as Error).message));
    }
  }
}

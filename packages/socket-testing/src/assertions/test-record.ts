import type { Notification } from "@carillon/socket-notifications";

/** One event that the server sent: to rooms, to every socket, or to one socket. */
export interface SentMessage {
  /** The name of the node that sent it. */
  readonly node: string;
  readonly namespace: string;
  readonly event: string;
  /** What it carried. */
  readonly payload: unknown;
  /** The rooms it went to; empty for every socket, and for one. */
  readonly rooms: readonly string[];
  /** The rooms and sockets that were left out. */
  readonly except: readonly string[];
  /** The one socket it went to. */
  readonly socketId: string | undefined;
  /** Whose socket that is. */
  readonly userId: string | undefined;
}

/** One notification that was sent to one user. */
export interface SentNotification {
  readonly userId: string;
  readonly notification: Notification<never>;
}

/** One line that the application logged, secrets masked. */
export interface LoggedLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** What happened in a test so far. */
export class TestRecord {
  sent: SentMessage[] = [];
  notified: SentNotification[] = [];
  readonly logs: LoggedLine[] = [];
  /** The events that are being handled. */
  readonly handling: Set<unknown> = new Set<unknown>();
  readonly #listeners = new Set<() => void>();

  addSent(message: SentMessage): void {
    this.sent.push(message);
    this.changed();
  }

  addNotified(...notifications: readonly SentNotification[]): void {
    this.notified.push(...notifications);
    this.changed();
  }

  /** Something happened that an assertion may wait for. */
  readonly changed = (): void => {
    for (const listener of this.#listeners) listener();
  };

  /** @returns Undoes it. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

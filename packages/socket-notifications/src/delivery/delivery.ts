import { clock } from "@carillon/socket-contract/server";
import { setImmediate as turn } from "node:timers/promises";
import type { Logger } from "@carillon/socket-scrub";
import type { ClientNotification } from "../client-events/client-notification.js";
import { cursorOf } from "../client-events/cursor.js";
import type { AnyNotification } from "../notification.js";
import type { NotificationStore } from "../stores/notification-store.js";
import { NotifyError } from "./notify-error.js";
import type { NotifyFailure, NotifyReport } from "./notify-error.js";
import { addressOf } from "./recipient.js";
import type { Recipient } from "./recipient.js";
import { render } from "./render.js";
import type { Rendered, RenderRules } from "./render.js";

/** Recipients whose notifications are made, stored and pushed together. */
const batchSize = 100;

/** What a {@link Delivery} needs. */
export interface DeliveryParts {
  readonly store: NotificationStore;
  readonly rules: RenderRules;
  /** Pushes to one recipient. */
  readonly push: (recipient: Recipient, notification: ClientNotification) => unknown;
  readonly logger: Logger;
}

/** One notification on its way to many: first stored, then pushed, batch by batch. */
export class Delivery {
  readonly #parts: DeliveryParts;
  readonly #notification: AnyNotification;
  readonly #id: string;
  readonly #createdAt = clock.now();
  readonly #failures: NotifyFailure[] = [];
  readonly #report = { stored: 0, pushed: 0, duplicates: 0, skipped: 0 };

  constructor(parts: DeliveryParts, notification: AnyNotification, id: string) {
    this.#parts = parts;
    this.#notification = notification;
    this.#id = id;
  }

  /** @throws NotifyError when delivery failed for some recipients. */
  async run(recipients: readonly Recipient[]): Promise<NotifyReport> {
    for (let at = 0; at < recipients.length; at += batchSize) {
      if (at > 0) await turn(); // a synchronous store must not block the event loop
      const isStoreUp = await this.#deliver(recipients.slice(at, at + batchSize));
      if (isStoreUp) continue;
      // Each further batch would wait for the same unreachable store.
      const { error } = this.#failures.at(-1) ?? {};
      this.#fail(recipients.slice(at + batchSize), error);
      break;
    }
    const report = { id: this.#id, ...this.#report };
    if (this.#failures.length === 0) return report;
    throw new NotifyError(this.#notification.type, report, this.#failures, recipients.length);
  }

  /** @returns `false` when the store failed. */
  async #deliver(recipients: readonly Recipient[]): Promise<boolean> {
    const rendered = (await Promise.all(recipients.map((recipient) => this.#render(recipient)))).filter(
      (one) => one !== undefined,
    );
    const toStore = rendered.filter(({ stored }) => stored !== undefined);
    let positions: ReadonlyMap<Rendered, number>;
    try {
      positions = await this.#store(toStore);
    } catch (error) {
      this.#fail(
        toStore.map(({ recipient }) => recipient),
        error,
      );
      return false;
    }
    const toPush = rendered.filter((one) => one.stored === undefined || positions.has(one));
    await Promise.all(toPush.map((one) => this.#push(one, positions.get(one))));
    return true;
  }

  async #render(recipient: Recipient): Promise<Rendered | undefined> {
    try {
      const rendered = await render(this.#notification, recipient, this.#parts.rules);
      if (rendered === undefined) this.#report.skipped += 1;
      return rendered;
    } catch (error) {
      this.#fail([recipient], error);
      return undefined;
    }
  }

  /** @returns The positions of those that the store did not have before. */
  async #store(rendered: readonly Rendered[]): Promise<ReadonlyMap<Rendered, number>> {
    if (rendered.length === 0) return new Map();
    const created = await this.#parts.store.create(
      rendered.map(({ recipient, stored }) => ({
        userId: recipient.userId ?? "",
        id: this.#id,
        type: this.#notification.type,
        data: stored ?? "null",
        createdAt: this.#createdAt,
      })),
    );
    const positions = new Map<Rendered, number>();
    for (const [at, one] of rendered.entries()) {
      const position = created[at];
      if (position !== undefined) positions.set(one, position);
    }
    this.#report.stored += positions.size;
    this.#report.duplicates += rendered.length - positions.size;
    return positions;
  }

  /** A failed push is only logged: the row is stored, and the next list brings it. */
  async #push({ recipient, pushed }: Rendered, position: number | undefined): Promise<void> {
    if (pushed === undefined) return;
    const { push, logger } = this.#parts;
    const cursor = position === undefined ? null : cursorOf(position);
    const { type } = this.#notification;
    const { data } = pushed;
    try {
      await push(recipient, { id: this.#id, type, data, createdAt: this.#createdAt, readAt: null, cursor });
      this.#report.pushed += 1;
    } catch (error) {
      logger.error(
        { event: "notification_push_failed", err: error, notification: type, id: this.#id },
        "The notification could not be pushed",
      );
    }
  }

  #fail(recipients: readonly Recipient[], error: unknown): void {
    for (const recipient of recipients) this.#failures.push({ recipient: addressOf(recipient), error });
  }
}

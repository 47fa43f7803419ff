import { Notification } from "carillon";
import type { Message, Person } from "../../shared/contract.js";

/** What a notification of a mention holds. */
export interface MentionData {
  readonly room: string;
  readonly from: Person;
  readonly text: string;
}

/** One user wrote `@handle` in a room that the other one is not in. */
export class Mentioned extends Notification {
  readonly #data: MentionData;

  constructor({ id, room, from, text }: Message) {
    super();
    this.#data = { room, from, text };
    this.id = `mention-${id}`;
  }

  override get type(): string {
    return "mention";
  }

  override toDatabase(): MentionData {
    return this.#data;
  }
}

import { Notification } from "carillon";
import type { Message } from "../../shared/contract.js";

/** Somebody wrote `@handle` in a room that its owner is not in. */
export class Mentioned extends Notification {
  readonly #message: Message;

  constructor(message: Message) {
    super();
    this.#message = message;
    this.id = `mention-${message.id}`;
  }

  override get type(): string {
    return "mention";
  }

  override toDatabase(): Message {
    return this.#message;
  }
}

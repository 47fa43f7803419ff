import { Notification } from "carillon";
import type { Person } from "../../shared/contract.js";

/** One user invited the other one to a private room. */
export class Invited extends Notification {
  readonly #room: string;
  readonly #from: Person;

  constructor(room: string, from: Person) {
    super();
    this.#room = room;
    this.#from = from;
  }

  override get type(): string {
    return "invitation";
  }

  override toDatabase(): { room: string; from: Person } {
    return { room: this.#room, from: this.#from };
  }
}

import { Notification } from "carillon";
import type { User } from "./users.js";

export class Mentioned extends Notification<User> {
  readonly by: string;
  readonly text: string;

  constructor(by: string, text: string) {
    super();
    this.by = by;
    this.text = text;
  }

  override toDatabase() {
    return { title: `${this.by} mentioned you`, text: this.text };
  }
}

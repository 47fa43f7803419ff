import { randomBytes, randomUUID } from "node:crypto";
import type { Session, User } from "../shared/contract.js";

/** Users who signed in, by their tokens. In memory: put your own users here. */
class Users {
  readonly #byToken = new Map<string, User>();

  /** Signs a user in by name alone. */
  signIn(name: string): Session {
    const user = { id: randomUUID(), name };
    const token = randomBytes(32).toString("base64url");
    this.#byToken.set(token, user);
    return { token, user };
  }

  find(token: string): User | null {
    return this.#byToken.get(token) ?? null;
  }
}

export const users = new Users();

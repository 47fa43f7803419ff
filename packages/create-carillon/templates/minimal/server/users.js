import { randomBytes, randomUUID } from "node:crypto";

/** Users who signed in, by their tokens. In memory: put your own users here. */
class Users {
  #byToken = new Map();

  /** Signs a user in by name alone. */
  signIn(name) {
    const user = { id: randomUUID(), name };
    const token = randomBytes(32).toString("base64url");
    this.#byToken.set(token, user);
    return { token, user };
  }

  find(token) {
    return this.#byToken.get(token) ?? null;
  }
}

export const users = new Users();

import { keyOf, keysOf } from "../revocation/revoke-target.js";
import type { RevokeTarget } from "../revocation/revoke-target.js";
import type { Login } from "./login.js";

/** The logins of connected sockets on this node, found by user or by session. */
export class SessionIndex {
  readonly #logins = new Map<string, Set<Login>>();
  readonly #keys = new Map<Login, readonly string[]>();

  /** Adds a login, or finds it by its present session from now on. */
  add(login: Login): void {
    this.remove(login);
    const keys = keysOf(login.identity ?? { id: login.userId });
    this.#keys.set(login, keys);
    for (const key of keys) {
      const logins = this.#logins.get(key);
      if (logins === undefined) this.#logins.set(key, new Set([login]));
      else logins.add(login);
    }
  }

  has(login: Login): boolean {
    return this.#keys.has(login);
  }

  remove(login: Login): void {
    for (const key of this.#keys.get(login) ?? []) {
      const logins = this.#logins.get(key);
      logins?.delete(login);
      if (logins?.size === 0) this.#logins.delete(key);
    }
    this.#keys.delete(login);
  }

  /** The logins that a revocation ends. */
  find(target: RevokeTarget): readonly Login[] {
    return [...(this.#logins.get(keyOf(target)) ?? [])];
  }

  /** All of them. */
  all(): readonly Login[] {
    return [...this.#keys.keys()];
  }
}

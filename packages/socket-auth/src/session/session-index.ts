import { keyOf } from "../revocation/revocation-log.js";
import type { RevokeTarget } from "../revocation/revocation-log.js";
import type { Login } from "./login.js";

/** The logins of connected sockets on this node, found by user or by session. */
export class SessionIndex {
  readonly #logins = new Map<string, Set<Login>>();
  readonly #keys = new WeakMap<Login, readonly string[]>();

  add(login: Login): void {
    this.remove(login);
    const keys = [keyOf({ userId: login.userId })];
    const sessionId = login.identity?.sessionId;
    if (sessionId !== undefined) keys.push(keyOf({ sessionId }));
    this.#keys.set(login, keys);
    for (const key of keys) {
      const logins = this.#logins.get(key);
      if (logins === undefined) this.#logins.set(key, new Set([login]));
      else logins.add(login);
    }
  }

  remove(login: Login): void {
    for (const key of this.#keys.get(login) ?? []) {
      const logins = this.#logins.get(key);
      logins?.delete(login);
      if (logins?.size === 0) this.#logins.delete(key);
    }
    this.#keys.delete(login);
  }

  /** Everybody a revocation means. */
  find(target: RevokeTarget): readonly Login[] {
    return [...(this.#logins.get(keyOf(target)) ?? [])];
  }
}

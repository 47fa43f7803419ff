import type { Revocable, RevokeTarget } from "../revocation/revoke-target.js";
import type { Login } from "./login.js";
import { LoginGroups } from "./login-groups.js";

/** The logins of connected sockets on this node, found by user or by session. */
export class SessionIndex {
  readonly #users = new LoginGroups();
  readonly #sessions = new LoginGroups();
  /** Who each was when it was added. */
  readonly #added = new Map<Login, Revocable>();

  /** Adds a login, or finds it by its present session from now on. */
  add(login: Login): void {
    this.remove(login);
    const who: Revocable = login.identity ?? { id: login.userId };
    this.#added.set(login, who);
    this.#users.add(who.id, login);
    if (who.sessionId !== undefined) this.#sessions.add(who.sessionId, login);
  }

  remove(login: Login): void {
    const who = this.#added.get(login);
    if (who === undefined) return;
    this.#added.delete(login);
    this.#users.remove(who.id, login);
    if (who.sessionId !== undefined) this.#sessions.remove(who.sessionId, login);
  }

  /** The logins that a revocation ends. */
  find(target: RevokeTarget): readonly Login[] {
    return "userId" in target ? this.#users.of(String(target.userId)) : this.#sessions.of(target.sessionId);
  }

  /** All of them. */
  all(): readonly Login[] {
    return [...this.#added.keys()];
  }
}

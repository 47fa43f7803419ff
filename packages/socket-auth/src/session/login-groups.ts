import type { Login } from "./login.js";

/** Logins by a key that some share. Most have theirs alone, and need no set. */
export class LoginGroups {
  readonly #groups = new Map<string, Login | Set<Login>>();

  add(key: string, login: Login): void {
    const group = this.#groups.get(key);
    if (group === undefined) this.#groups.set(key, login);
    else if (group instanceof Set) group.add(login);
    else if (group !== login) this.#groups.set(key, new Set([group, login]));
  }

  remove(key: string, login: Login): void {
    const group = this.#groups.get(key);
    if (group === login || (group instanceof Set && group.delete(login) && group.size === 0)) {
      this.#groups.delete(key);
    }
  }

  /** The logins of a key. */
  of(key: string): readonly Login[] {
    const group = this.#groups.get(key);
    if (group === undefined) return [];
    return group instanceof Set ? [...group] : [group];
  }
}

import type { Login } from "./login.js";

/** How many guards are asked at the same time, so that a gap of one node does not become a flood on its database. */
const concurrency = 50;

/**
 * Asks the guards about identities again; those that no longer hold end.
 *
 * @returns Resolves when all were asked. A guard that fails keeps the identity, and has logged why.
 */
export async function recheckLogins(logins: readonly Login[]): Promise<void> {
  const rest = logins[Symbol.iterator]();
  await Promise.all(Array.from({ length: Math.min(concurrency, logins.length) }, () => work(rest)));
}

async function work(rest: Iterator<Login>): Promise<void> {
  for (let next = rest.next(); next.done !== true; next = rest.next()) {
    const login = next.value;
    if (login.ended !== null || !login.socket.connected) continue;
    try {
      await login.recheck();
    } catch {
      // The login has ended itself, or logged what failed.
    }
  }
}

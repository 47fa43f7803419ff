import type { Namespace } from "socket.io";
import type { Login } from "./login.js";
import type { Revocable } from "../revocation/revocation-log.js";

/** The part of an adapter that connection state recovery uses. */
interface RecoveringAdapter {
  persistSession(session: PersistedSession): unknown;
  restoreSession(pid: string, offset: string): Promise<PersistedSession | null>;
}

interface PersistedSession {
  readonly sid: string;
  /** Whose session it was, kept beside it wherever the adapter keeps it. */
  readonly carillon?: Revocable & { readonly at: number };
}

/** What recovery must know of the logins. */
export interface RecoveryRules {
  /** The login of a connected socket. */
  loginOf(socketId: string): Login | undefined;
  /** Whether somebody was revoked since a point in time. */
  isRevoked(who: Revocable, since: number): boolean;
  /** A session comes back; its socket has the id it had. */
  restored(socketId: string, userId: string | undefined): void;
}

/**
 * Keeps connection state recovery from bringing back what was revoked.
 *
 * Socket.IO restores rooms and sends the missed packets before any middleware or listener runs. So a session remembers
 * whose it is: one that ended is not kept, and one that was revoked meanwhile is not restored; its client then connects
 * like any other.
 */
export function guardRecovery(namespace: Namespace, rules: RecoveryRules): void {
  const adapter = namespace.adapter as unknown as RecoveringAdapter;
  const persist = adapter.persistSession.bind(adapter);
  const restore = adapter.restoreSession.bind(adapter);
  adapter.persistSession = function persistSession(session) {
    const login = rules.loginOf(session.sid);
    if (login === undefined) return persist(session);
    const { identity } = login;
    if (identity === null) return undefined;
    const { id, sessionId } = identity;
    return persist({
      ...session,
      carillon: { id, at: Date.now(), ...(sessionId === undefined ? {} : { sessionId }) },
    });
  };
  adapter.restoreSession = async function restoreSession(pid, offset) {
    const session = await restore(pid, offset);
    if (!session) return null;
    const owner = session.carillon;
    if (owner !== undefined && rules.isRevoked(owner, owner.at)) return null;
    rules.restored(session.sid, owner?.id);
    return session;
  };
}

import { clock } from "@carillon/socket-contract/server";
import type { Identity } from "@carillon/socket-contract/server";
import type { Namespace, Socket } from "socket.io";
import type { Revocable } from "../revocation/revoke-target.js";
import { beforeRecovery, recoveringAdapterOf } from "../socket-io-internals.js";
import type { PersistedSession } from "../socket-io-internals.js";

/** What recovery must know of the identities. */
export interface RecoveryRules {
  /** Whether sockets of this namespace are signed in at all. */
  isGuarded(): boolean;
  /** Who a connected socket is; `null` for an identity that ended, `undefined` for an anonymous socket. */
  identityOf(socketId: string): Identity | null | undefined;
  /**
   * Asks the guards about a socket whose session is to be restored.
   *
   * @returns Who it is, or `null` where it is anonymous. Rejects where it is refused.
   */
  signIn(fresh: Socket): Promise<Identity | null>;
  /** The recovered socket takes over what the fresh one signed in as. */
  takeOver(fresh: Socket, recovered: Socket): void;
  /** Whether an identity was revoked while its session was kept; `true` where that is not known. */
  wasRevoked(who: Revocable): Promise<boolean>;
}

/**
 * Keeps connection state recovery from handing anything out before a guard has let the client in again.
 *
 * Socket.IO restores rooms and sends the missed packets while it makes the socket, before any middleware or listener. So the
 * guard is asked earlier, about a socket that is not recovered, and the session is restored if it still belongs to the same
 * user. Otherwise the client connects like any other.
 */
export function guardRecovery(namespace: Namespace, rules: RecoveryRules): void {
  const adapter = recoveringAdapterOf(namespace);
  if (adapter === undefined) return;
  const persist = adapter.persistSession.bind(adapter);
  const restore = adapter.restoreSession.bind(adapter);
  /** Set while Socket.IO asks for a session, which it does before its first await. */
  let asking: { readonly identity: Identity | null } | undefined;

  adapter.persistSession = function persistSession(session) {
    const identity = rules.identityOf(session.sid);
    if (identity === undefined) return persist(session);
    return identity === null || hasEnded(identity) ? undefined : persist(withOwner(session, identity));
  };

  adapter.restoreSession = async function restoreSession(pid, offset) {
    const asked = asking;
    if (asked === undefined && rules.isGuarded()) return null;
    const session = await restore(pid, offset);
    if (!session) return null;
    const owner = session.carillon;
    if (owner === undefined) return session;
    if (hasEnded(owner) || (asked !== undefined && asked.identity?.id !== owner.id)) return null;
    return (await rules.wasRevoked(owner)) ? null : session;
  };

  beforeRecovery(namespace, async (fresh, recover) => {
    if (!rules.isGuarded()) return recover();
    let identity: Identity | null;
    try {
      identity = await rules.signIn(fresh);
    } catch {
      // It goes on to the middleware, which refuses it with the same reason.
      return fresh;
    }
    // Asked for a client that is gone, an adapter would forget the session.
    if (fresh.conn.readyState !== "open") return fresh;
    asking = { identity };
    const recovering = recover();
    asking = undefined;
    const socket = await recovering;
    rules.takeOver(fresh, socket);
    return socket;
  });
}

function withOwner(session: PersistedSession, identity: Identity): PersistedSession {
  const { id, sessionId, expiresAt } = identity;
  return {
    ...session,
    carillon: {
      id,
      ...(sessionId === undefined ? {} : { sessionId }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    },
  };
}

function hasEnded({ expiresAt }: { readonly expiresAt?: number }): boolean {
  return expiresAt !== undefined && expiresAt <= clock.now();
}

import { reachesOtherNodes } from "@carillon/socket-contract/server";
import type { Server } from "socket.io";
import type { KeptRevocation } from "./revocation-store.js";
import type { RevokeTarget } from "./revoke-target.js";

/** Carries one revocation to the other nodes. */
const revokeEvent = "carillon:auth:revoke";
/** Carries all that a node knows, after a gap. */
const exchangeEvent = "carillon:auth:revocations";

/** What nodes tell each other. */
export interface NodeListener {
  /** Another node revoked. */
  revoked(revocation: KeptRevocation): void;
  /** Another node had a gap and wants to know what came meanwhile. */
  asked(): void;
}

/** The inter-server half of a namespace, without the application's event types. */
interface Link {
  on(event: string, listener: (message: unknown) => void): void;
  serverSideEmit(event: string, message: object): boolean;
  readonly adapter: object;
}

/** Listens to the other nodes. Whatever they send is looked at first: the channel may be shared. */
export function onNodeMessages(io: Server, listener: NodeListener): void {
  const link = linkOf(io);
  link.on(revokeEvent, (message) => {
    const revocation = readRevocation(message);
    if (revocation !== undefined) listener.revoked(revocation);
  });
  link.on(exchangeEvent, (message) => {
    const { revocations, isAsking } = Object(message) as { revocations?: unknown; isAsking?: unknown };
    for (const each of Array.isArray(revocations) ? (revocations as unknown[]) : []) {
      const revocation = readRevocation(each);
      if (revocation !== undefined) listener.revoked(revocation);
    }
    if (isAsking === true) listener.asked();
  });
}

/** Tells the other nodes of one revocation, where there are other nodes. */
export function emitRevocation(io: Server, { id, target, ageMs }: KeptRevocation): void {
  const link = linkOf(io);
  if (reachesOtherNodes(link.adapter)) link.serverSideEmit(revokeEvent, { ...target, id, ageMs });
}

/**
 * Tells the other nodes everything that this one knows.
 *
 * @param isAsking - Whether they shall tell what they know, too.
 */
export function emitRevocations(io: Server, revocations: readonly KeptRevocation[], isAsking: boolean): void {
  const link = linkOf(io);
  if (!reachesOtherNodes(link.adapter)) return;
  const messages = revocations.map(({ id, target, ageMs }) => ({ ...target, id, ageMs }));
  link.serverSideEmit(exchangeEvent, { revocations: messages, isAsking });
}

function linkOf(io: Server): Link {
  return io.of("/");
}

function readRevocation(message: unknown): KeptRevocation | undefined {
  const { id, ageMs, userId, sessionId } = Object(message) as Record<string, unknown>;
  const target = readTarget(userId, sessionId);
  if (target === undefined) return undefined;
  return {
    // Without an id it comes from code that speaks to the nodes by itself.
    id: typeof id === "string" ? id : crypto.randomUUID(),
    target,
    ageMs: typeof ageMs === "number" && ageMs >= 0 ? ageMs : 0,
  };
}

function readTarget(userId: unknown, sessionId: unknown): RevokeTarget | undefined {
  if (typeof userId === "string" || typeof userId === "number") return { userId };
  return typeof sessionId === "string" ? { sessionId } : undefined;
}

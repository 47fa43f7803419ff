import { reachesOtherNodes } from "@carillon/socket-contract/server";
import type { Server } from "socket.io";
import type { RevokeTarget } from "./revocation-log.js";

/** The event that carries a revocation between nodes. */
const revokeEvent = "carillon:auth:revoke";

/** The inter-server half of a namespace, without the application's event types. */
interface Link {
  on(event: string, listener: (target: unknown) => void): void;
  serverSideEmit(event: string, target: RevokeTarget): boolean;
  readonly adapter: object;
}

/** Listens for revocations that other nodes decided. */
export function onRemoteRevoke(io: Server, revoke: (target: RevokeTarget) => void): void {
  linkOf(io).on(revokeEvent, (target) => {
    if (isTarget(target)) revoke(target);
  });
}

/** Tells the other nodes, where there are any. */
export function emitRevoke(io: Server, target: RevokeTarget): void {
  const link = linkOf(io);
  if (reachesOtherNodes(link.adapter)) link.serverSideEmit(revokeEvent, target);
}

function linkOf(io: Server): Link {
  return io.of("/");
}

function isTarget(value: unknown): value is RevokeTarget {
  if (typeof value !== "object" || value === null) return false;
  const { userId, sessionId } = value as Record<string, unknown>;
  return typeof userId === "string" || typeof userId === "number" || typeof sessionId === "string";
}

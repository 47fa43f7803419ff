import { UsageError } from "@carillon/socket-contract/server";
import type { Identity } from "@carillon/socket-contract/server";

/** What a revocation ends: every session of a user, or one session on whatever device it is. */
export type RevokeTarget = { readonly userId: string | number } | { readonly sessionId: string };

/** The part of an identity that revocations are compared with. */
export type Revocable = Pick<Identity, "id" | "sessionId">;

/** One key for a user or a session. */
export function keyOf(target: RevokeTarget): string {
  return "userId" in target ? `user:${String(target.userId)}` : `session:${target.sessionId}`;
}

/** The keys of the revocations that end an identity. */
export function keysOf({ id, sessionId }: Revocable): readonly string[] {
  return sessionId === undefined ? [keyOf({ userId: id })] : [keyOf({ userId: id }), keyOf({ sessionId })];
}

/** What a key means; `undefined` for text that is no key. */
export function targetOf(key: string): RevokeTarget | undefined {
  if (key.startsWith("user:")) return { userId: key.slice("user:".length) };
  return key.startsWith("session:") ? { sessionId: key.slice("session:".length) } : undefined;
}

/** @throws UsageError `E_REVOKE_TARGET` for what names neither a user nor a session. */
export function checkRevokeTarget(target: unknown): void {
  const { userId, sessionId } = (target ?? {}) as { readonly userId?: unknown; readonly sessionId?: unknown };
  if ((typeof userId === "string" && userId !== "") || typeof userId === "number") return;
  if (typeof sessionId === "string" && sessionId !== "") return;
  throw new UsageError(
    "E_REVOKE_TARGET",
    "revoke takes { userId } or { sessionId } with a value in it: Socket.revoke({ userId: user.id }).",
  );
}

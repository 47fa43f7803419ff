import type { Logger } from "@carillon/socket-scrub";
import type { MaybePromise } from "@carillon/socket-contract/server";
import type { RevokeTarget } from "./revoke-target.js";

/** One call of `revoke`. */
export interface Revocation {
  /** Unique, so that a revocation that arrives on several ways counts once. */
  readonly id: string;
  readonly target: RevokeTarget;
}

/** A revocation as a store hands it out. */
export interface KeptRevocation extends Revocation {
  /**
   * How long ago it was written down, in milliseconds: at least as long as that, by the store's own clock. An age and not a
   * time, because the clocks of two machines may be minutes apart.
   */
  readonly ageMs: number;
}

/**
 * Keeps revocations where every node reads them, so that a node that was cut off learns of them when its link is back.
 *
 * Built in: {@link MemoryRevocationStore} for one process and {@link RedisRevocationStore} for several nodes.
 */
export interface RevocationStore {
  /**
   * Writes a revocation down, then announces it to the nodes that watch.
   *
   * @returns Resolves once it is written. A store that cannot write now keeps the revocation and writes it later.
   */
  add(revocation: Revocation): MaybePromise<void>;
  /**
   * Calls a listener with every revocation: with those that are kept, with those that come, and after each gap with those
   * that came meanwhile. Calling it twice with the same one does no harm.
   */
  watch(listener: (revocation: KeptRevocation) => void, logger: Logger): void;
  /** Reads again what is kept; resolves when the listener has heard all of it. Rejects where the store cannot be reached. */
  read(): MaybePromise<void>;
  /** Stops watching. Waits for nothing. */
  close(): void;
}

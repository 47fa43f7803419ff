import { clock, endsWithin, isThenable } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Server } from "socket.io";
import { emitRevocation, emitRevocations, onNodeMessages } from "./node-messages.js";
import type { RevocationLog } from "./revocation-log.js";
import type { KeptRevocation, Revocation, RevocationStore } from "./revocation-store.js";
import type { RevokeTarget } from "./revoke-target.js";

/** What a {@link Revoker} works with. */
export interface RevokerParts {
  readonly log: RevocationLog;
  readonly store: RevocationStore | undefined;
  readonly logger: Logger;
  /** Ends the sessions of a target that were signed in up to a time; returns how many. */
  readonly end: (target: RevokeTarget, signedInUntil: number) => number;
}

/** How long other nodes wait for a revocation while the store does not answer. */
const writeDeadlineMs = 1_000;

/** Brings every revocation to every node: by the store, which outlives a partition, and directly. */
export class Revoker {
  readonly #parts: RevokerParts;
  readonly #servers = new Set<Server>();
  readonly #publishing = new Set<Promise<void>>();
  #isWatching = false;

  constructor(parts: RevokerParts) {
    this.#parts = parts;
  }

  /** Listens to the store and to the other nodes of a server. */
  connect(io: Server): void {
    this.#servers.add(io);
    onNodeMessages(io, {
      revoked: (revocation) => void this.#apply(revocation),
      asked: () => {
        emitRevocations(io, this.#parts.log.kept(), false);
      },
    });
    const { store, logger } = this.#parts;
    if (store === undefined || this.#isWatching) return;
    this.#isWatching = true;
    store.watch((revocation) => void this.#apply(revocation), logger);
  }

  /** Revokes here at once, then on the other nodes; returns how many sockets of this node were ended. */
  revoke(target: RevokeTarget): number {
    const revocation = { id: crypto.randomUUID(), target };
    const ended = this.#apply({ ...revocation, ageMs: 0 });
    const publishing = this.#publish(revocation);
    if (isThenable(publishing)) {
      this.#publishing.add(publishing);
      void publishing.finally(() => this.#publishing.delete(publishing));
    }
    return ended;
  }

  /** Learns what was revoked while this node was cut off, and tells the others what it revoked meanwhile. */
  async catchUp(): Promise<void> {
    const revocations = this.#parts.log.kept();
    for (const io of this.#servers) emitRevocations(io, revocations, true);
    try {
      await this.#parts.store?.read();
    } catch (error) {
      this.#parts.logger.warn(
        { event: "revocations_not_caught_up", err: error },
        "Revocations could not be read from their store; sessions that were revoked elsewhere may go on",
      );
    }
  }

  /** Makes sure that this node knows what the store keeps; `false` where the store cannot be asked. */
  async isUpToDate(): Promise<boolean> {
    try {
      await this.#parts.store?.read();
      return true;
    } catch {
      return false;
    }
  }

  /** Waits for revocations that are being written, then stops watching the store. */
  async close(): Promise<void> {
    await Promise.all(this.#publishing);
    this.#parts.store?.close();
  }

  #apply(revocation: KeptRevocation): number {
    const at = this.#parts.log.add(revocation, revocation.ageMs);
    return at === undefined ? 0 : this.#parts.end(revocation.target, at);
  }

  /** Written down before it is announced: a node that hears nothing of it finds it in the store. */
  #publish(revocation: Revocation): Promise<void> | undefined {
    const since = clock.elapsed();
    const announce = (): void => {
      for (const io of this.#servers) emitRevocation(io, { ...revocation, ageMs: clock.elapsed() - since });
    };
    const writing = this.#parts.store?.add(revocation);
    if (isThenable(writing)) return this.#announceAfter(Promise.resolve(writing), announce);
    announce();
    return undefined;
  }

  async #announceAfter(writing: Promise<void>, announce: () => void): Promise<void> {
    try {
      await endsWithin(writing, writeDeadlineMs);
    } catch (error) {
      this.#parts.logger.error(
        { event: "revocation_store_failed", err: error },
        "A revocation could not be written into its store",
      );
    }
    announce();
  }
}

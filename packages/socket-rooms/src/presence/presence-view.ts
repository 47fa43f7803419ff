import type { PresenceInfo } from "@carillon/socket-contract";
import type { PresenceEntry } from "./presence-store.js";

/** A user who is in a channel, as the other members see it. */
export interface Member<Info extends object = object> {
  /** The user's id. */
  readonly id: string;
  /** What the channel's rule lets others see of the user. */
  readonly info: Info | null;
  /** How many connections (tabs, devices) of the user are in the channel. */
  readonly connections: number;
  /** Since when, in milliseconds since the epoch. */
  readonly since: number;
}

/** A member of a channel as the registered contract types it. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-arguments -- another type once a contract is registered
export type MemberOf<Channel extends string> = Member<PresenceInfo<Channel>>;

/** What changed since the last announcement. Members are in at most one of the lists. */
export interface PresenceChanges {
  readonly joined: readonly Member[];
  /** Those that were announced, as they were before. */
  readonly left: readonly Member[];
  readonly updated: readonly Member[];
  /** What observers get instead of `left` that took a snapshot since then and saw other members in it. */
  readonly leftFor: ReadonlyMap<string, readonly Member[]>;
}

/**
 * Who is in one room, as one node knows it, and what its clients were told of that.
 *
 * Snapshots and announcements come from here alone, so every client can follow: a snapshot is the current state, and every user
 * in it that differs from what was announced is announced once more, whatever happens until then. Changes are whole
 * members, so a repeated one does no harm; a member that left is announced only to clients that were told of it.
 */
export class PresenceView {
  readonly #entries = new Map<string, PresenceEntry>();
  readonly #users = new Map<string, Set<string>>();
  /** All members as they were when they were last asked for. Never changed: snapshots that are on their way hold it. */
  #members: readonly Member[] = [];
  /** Who has come, gone or changed since. */
  readonly #stale = new Set<string>();
  readonly #announced = new Map<string, Member>();
  readonly #changed = new Set<string>();
  /** Changed users that a snapshot showed before the others were told. */
  readonly #shown = new Set<string>();
  /** Counts comings, goings and snapshots. */
  #step = 0;
  /** When users came or went since the last announcement, in turn. */
  readonly #toggles = new Map<string, number[]>();
  /** When observers took their last snapshot, where that was amid changes. */
  readonly #observers = new Map<string, number>();

  /** How many users are here. */
  get size(): number {
    return this.#users.size;
  }

  /** The entries of all connections. */
  get entries(): Iterable<PresenceEntry> {
    return this.#entries.values();
  }

  /** All members as they are now; the same list until that changes. Each join shows all of them, and only who changed is made anew. */
  get members(): readonly Member[] {
    const stale = this.#stale;
    if (stale.size === 0) return this.#members;
    const members: Member[] = [];
    for (const known of this.#members) {
      const now = stale.delete(known.id) ? this.member(known.id) : known;
      if (now !== undefined) members.push(now);
    }
    for (const id of stale) {
      const come = this.member(id);
      if (come !== undefined) members.push(come);
    }
    stale.clear();
    this.#members = members;
    return members;
  }

  /** The entry of one connection. */
  entry(ref: string): PresenceEntry | undefined {
    return this.#entries.get(ref);
  }

  /** The entries of one user. */
  entriesOf(userId: string): PresenceEntry[] {
    return [...(this.#users.get(userId) ?? [])].flatMap((ref) => this.#entries.get(ref) ?? []);
  }

  put(entry: PresenceEntry): void {
    this.#entries.set(entry.ref, entry);
    const refs = this.#users.get(entry.userId);
    if (refs === undefined) {
      this.#users.set(entry.userId, new Set([entry.ref]));
      this.#toggle(entry.userId);
    } else {
      refs.add(entry.ref);
    }
    this.#touch(entry.userId);
  }

  remove(ref: string): void {
    const entry = this.#entries.get(ref);
    if (entry === undefined) return;
    this.#entries.delete(ref);
    const refs = this.#users.get(entry.userId);
    refs?.delete(ref);
    if (refs?.size === 0) {
      this.#users.delete(entry.userId);
      this.#toggle(entry.userId);
    }
    this.#touch(entry.userId);
  }

  /** One user as the others see it now, or `undefined` when it is not here. */
  member(id: string): Member | undefined {
    const [first, ...others] = this.entriesOf(id);
    if (first === undefined) return undefined;
    const all = [first, ...others];
    const newest = others.reduce(newer, first);
    return {
      id,
      info: newest.info,
      connections: Math.max(1, all.filter(({ away }) => away !== true).length),
      since: Math.min(...all.map(({ since }) => since)),
    };
  }

  #touch(userId: string): void {
    this.#stale.add(userId);
    this.#changed.add(userId);
  }

  #toggle(userId: string): void {
    const steps = this.#toggles.get(userId);
    if (steps === undefined) this.#toggles.set(userId, [++this.#step]);
    else steps.push(++this.#step);
  }

  /**
   * All members now, for a client that applies the announcements from here on.
   *
   * @param observer - The id of its connection.
   */
  snapshot(observer: string): readonly Member[] {
    if (this.#changed.size > 0) this.#observers.set(observer, ++this.#step);
    for (const id of this.#changed) this.#shown.add(id);
    return this.members;
  }

  /** Adds entries as announced: they were here before the first client that could be told. */
  addAnnounced(entries: Iterable<PresenceEntry>): void {
    const pending = new Set(this.#changed);
    for (const entry of entries) this.put(entry);
    for (const id of this.#changed) {
      const member = this.member(id);
      if (pending.has(id) || member === undefined) continue;
      this.#announced.set(id, member);
      this.#changed.delete(id);
      this.#toggles.delete(id);
    }
  }

  /** What changed since the last time; afterwards it counts as announced. */
  takeChanges(): PresenceChanges {
    const [joined, left, updated]: [Member[], Member[], Member[]] = [[], [], []];
    const leftFor = this.#leftFor();
    for (const id of this.#changed) {
      const [before, now] = [this.#announced.get(id), this.member(id)];
      if (now !== undefined) this.#announced.set(id, now);
      else this.#announced.delete(id);
      if (now === undefined) {
        if (before !== undefined) left.push(before);
      } else if (before === undefined) {
        joined.push(now);
      } else if (this.#shown.has(id) || !looksSame(before, now)) {
        updated.push(now);
      }
    }
    this.#changed.clear();
    this.#shown.clear();
    this.#toggles.clear();
    this.#observers.clear();
    return { joined, left, updated, leftFor };
  }

  /** For observers whose snapshot lacked an announced member that is gone, or had one that came and went unannounced. */
  #leftFor(): Map<string, Member[]> {
    const leftFor = new Map<string, Member[]>();
    const gone = [...this.#changed].filter((id) => !this.#users.has(id));
    if (gone.length === 0) return leftFor;
    for (const [observer, step] of this.#observers) {
      const isUsual = gone.every((id) => this.#saw(id, step) === this.#announced.has(id));
      if (isUsual) continue;
      const seen = gone.filter((id) => this.#saw(id, step));
      leftFor.set(
        observer,
        seen.map((id) => this.#announced.get(id) ?? goneMember(id)),
      );
    }
    return leftFor;
  }

  /** Whether a snapshot at that step had a user: every coming or going before it turned what was announced around. */
  #saw(id: string, step: number): boolean {
    const turns = (this.#toggles.get(id) ?? []).filter((at) => at < step).length;
    return this.#announced.has(id) !== (turns % 2 === 1);
  }
}

/** A user that came and went between two announcements, and that only a snapshot showed. */
function goneMember(id: string): Member {
  return { id, info: null, connections: 0, since: 0 };
}

function newer(a: PresenceEntry, b: PresenceEntry): PresenceEntry {
  return b.at > a.at || (b.at === a.at && b.ref > a.ref) ? b : a;
}

function looksSame(a: Member, b: Member): boolean {
  return (
    a.connections === b.connections &&
    a.since === b.since &&
    (a.info === b.info || JSON.stringify(a.info) === JSON.stringify(b.info))
  );
}

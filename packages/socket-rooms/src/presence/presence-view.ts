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

/** What changed between two looks. Members are in at most one of the lists. */
export interface PresenceChanges {
  readonly joined: readonly Member[];
  /** As they were before. */
  readonly left: readonly Member[];
  readonly updated: readonly Member[];
}

/**
 * Who is in one room, as one node knows it, and what its clients were told of that.
 *
 * Snapshots and changes come from here alone, so every client can follow: a snapshot is how it is now, and every user
 * in it who differs from what the others were told is told once more, whatever happens until then. Changes are whole
 * members, so telling twice does no harm.
 */
export class PresenceView {
  readonly #entries = new Map<string, PresenceEntry>();
  readonly #users = new Map<string, Set<string>>();
  /** Members as they are now, made when they are asked for: each join shows all of them. */
  readonly #members = new Map<string, Member>();
  readonly #told = new Map<string, Member>();
  readonly #changed = new Set<string>();
  /** Changed users whom a snapshot showed before everybody was told. */
  readonly #shown = new Set<string>();

  /** How many users are here. */
  get size(): number {
    return this.#users.size;
  }

  /** The entries of all connections. */
  get entries(): Iterable<PresenceEntry> {
    return this.#entries.values();
  }

  /** Everybody as they are now. */
  get members(): Member[] {
    return [...this.#users.keys()].flatMap((id) => this.member(id) ?? []);
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
    const refs = this.#users.get(entry.userId) ?? new Set<string>();
    this.#users.set(entry.userId, refs.add(entry.ref));
    this.#touch(entry.userId);
  }

  remove(ref: string): void {
    const entry = this.#entries.get(ref);
    if (entry === undefined) return;
    this.#entries.delete(ref);
    const refs = this.#users.get(entry.userId);
    refs?.delete(ref);
    if (refs?.size === 0) this.#users.delete(entry.userId);
    this.#touch(entry.userId);
  }

  /** One user as the others see it now, or `undefined` when it is not here. */
  member(id: string): Member | undefined {
    const known = this.#members.get(id);
    if (known !== undefined) return known;
    const made = this.#make(id);
    if (made !== undefined) this.#members.set(id, made);
    return made;
  }

  #touch(userId: string): void {
    this.#members.delete(userId);
    this.#changed.add(userId);
  }

  #make(id: string): Member | undefined {
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

  /** Everybody as they are now, for somebody who follows from here on. */
  snapshot(): Member[] {
    for (const id of this.#changed) this.#shown.add(id);
    return this.members;
  }

  /** Takes entries as told already: they were here before the first client that could be told. */
  addAnnounced(entries: Iterable<PresenceEntry>): void {
    const pending = new Set(this.#changed);
    for (const entry of entries) this.put(entry);
    for (const id of this.#changed) {
      const member = this.member(id);
      if (pending.has(id) || member === undefined) continue;
      this.#told.set(id, member);
      this.#changed.delete(id);
    }
  }

  /** What changed since the last time; afterwards it counts as told. */
  takeChanges(): PresenceChanges {
    const changes = { joined: [] as Member[], left: [] as Member[], updated: [] as Member[] };
    for (const id of this.#changed) {
      const [before, now] = [this.#told.get(id), this.member(id)];
      if (now !== undefined) this.#told.set(id, now);
      else this.#told.delete(id);
      if (now === undefined) {
        if (before !== undefined || this.#shown.has(id)) changes.left.push(before ?? gone(id));
      } else if (before === undefined) {
        changes.joined.push(now);
      } else if (this.#shown.has(id) || !looksSame(before, now)) {
        changes.updated.push(now);
      }
    }
    this.#changed.clear();
    this.#shown.clear();
    return changes;
  }
}

/** Somebody who came and went between two tellings, and whom only a snapshot showed. */
function gone(id: string): Member {
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

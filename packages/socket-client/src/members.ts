import type { Member, PresenceState } from "@carillon/socket-contract";
import { createStore, Listeners } from "./store.js";
import type { WritableStore } from "./store.js";

/** A change of who is in a channel, as the server tells it. */
export interface PresenceChange {
  /** Of the server's node: what a snapshot of the same or a higher version holds already. */
  readonly version?: number;
  readonly members?: readonly Member[];
  readonly count?: number;
}

type Kind = "join" | "leave" | "update";

/** Who is in one channel. */
export class Members {
  readonly store: WritableStore<readonly Member[]> = createStore<readonly Member[]>(Object.freeze([]));
  readonly #changes = new Listeners();
  readonly #members = new Map<string, Member>();
  #early: [Kind, PresenceChange][] | undefined;
  #count: number | undefined;

  /** How many there are, also where nobody is named. */
  get count(): number {
    return this.#count ?? this.#members.size;
  }

  /** @returns Undoes it. */
  on(kind: Kind, listener: (member: Member) => void): () => void {
    return this.#changes.add(kind, listener);
  }

  /** Holds changes back until the snapshot. */
  wait(): void {
    this.#early ??= [];
  }

  /** Everybody as they are now, then what was held back. */
  snapshot({ version, count, members }: PresenceState = { version: 0, count: 0, members: [] }): void {
    const early = (this.#early ?? []).filter(([, change]) => !((change.version ?? Infinity) <= version));
    this.#early = undefined;
    this.#count = members === undefined ? count : undefined;
    const ids = new Set(members?.map(({ id }) => id));
    this.#apply([
      ["leave", { members: [...this.#members.values()].filter(({ id }) => !ids.has(id)) }],
      ["join", { members: members ?? [] }],
      ...early,
    ]);
  }

  /** A change that the server tells. */
  change(kind: Kind, change: PresenceChange): void {
    if (this.#early === undefined) this.#apply([[kind, change]]);
    else this.#early.push([kind, change]);
  }

  #apply(changes: readonly (readonly [Kind, PresenceChange])[]): void {
    const told: [Kind, Member][] = [];
    const before = this.count;
    for (const [kind, { members = [], count }] of changes) {
      this.#count = count ?? this.#count;
      for (const member of members) {
        const known = this.#members.get(member.id);
        if (kind === "leave") {
          if (this.#members.delete(member.id)) told.push([kind, known ?? member]);
        } else if (known === undefined || JSON.stringify(known) !== JSON.stringify(member)) {
          this.#members.set(member.id, Object.freeze(member));
          told.push([known === undefined ? "join" : "update", member]);
        }
      }
    }
    if (told.length > 0) this.store.set(Object.freeze([...this.#members.values()]));
    else if (before !== this.count) this.store.notify();
    for (const [kind, member] of told) this.#changes.call(kind, member);
  }
}

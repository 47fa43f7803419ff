import type { Member, PresenceState } from "@carillon/socket-contract";
import { createStore } from "../store.js";
import type { Listeners, Store } from "../store.js";

/** A change of who is in a channel, as the server tells it. */
export interface PresenceChange {
  /** Of the server's node: what a snapshot of the same or a higher version holds already. */
  readonly version?: number;
  readonly members?: readonly Member[];
  readonly count?: number;
}

/** Who is in one channel. */
export interface Members {
  readonly store: Store<readonly Member[]>;
  /** How many there are, also where they are not named. */
  count(): number;
  /** Holds changes back until the snapshot. */
  wait(): void;
  /** All members as they are now, then what was held back. */
  snapshot(state: PresenceState): void;
  /** A change that the server tells: `join`, `leave` or `update`. */
  change(kind: string, change: PresenceChange): void;
}

/**
 * Makes the members of one channel: none, until they are told.
 *
 * @param listeners - Told of each member: `join`, `leave` and `update`.
 */
export function createMembers(listeners: Listeners): Members {
  const store = createStore<readonly Member[]>([]);
  const members = new Map<string, Member>();
  let early: [string, PresenceChange][] | undefined;
  let total: number | undefined;

  function apply(list: [string, PresenceChange][]): void {
    const told: [string, Member][] = [];
    for (const [kind, change] of list) {
      total = change.count ?? total;
      for (const member of change.members ?? []) {
        if (!(member as Member | null)?.id) continue;
        const known = members.get(member.id);
        if (kind === "leave") {
          if (members.delete(member.id)) told.push([kind, known ?? member]);
        } else if (JSON.stringify(known) !== JSON.stringify(member)) {
          members.set(member.id, Object.freeze(member));
          told.push([known ? "update" : "join", member]);
        }
      }
    }
    store.set(told.length > 0 ? [...members.values()] : store.getSnapshot());
    for (const [kind, member] of told) listeners.call(kind, member);
  }

  return {
    store,
    count: () => total ?? members.size,
    wait: () => {
      early ??= [];
    },
    snapshot: ({ version, count, members: now }) => {
      const left = [...members.values()].filter(
        ({ id }) => !now?.some((member: Member | null) => member?.id === id),
      );
      const later = (early ?? []).filter(([, change]) => !(change.version && change.version <= version));
      early = undefined;
      total = now ? undefined : count;
      apply([["leave", { members: left }], ["join", { members: now ?? [] }], ...later]);
    },
    change: (kind, change) => {
      if (early) early.push([kind, change]);
      else apply([[kind, change]]);
    },
  };
}

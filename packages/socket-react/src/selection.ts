import type { Store } from "@carillon/socket-client";
import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";

/**
 * Subscribes to a part of a store.
 *
 * @param store - Must be the same object for as long as the same thing is meant.
 * @param select - Called with each new snapshot. A component renders again only when what it returns changes: compared as a
 *   whole, and lists and plain objects member by member.
 */
export function useSelection<Value, Selected>(
  store: Store<Value>,
  select: (value: Value) => Selected,
): Selected {
  const rendered = useRef<{ readonly selected: Selected }>(undefined);
  const { now, onServer } = useMemo(() => {
    let last: { readonly value: Value; readonly selected: Selected } | undefined;
    const read = (value: Value): Selected => {
      if (last !== undefined && last.value === value) return last.selected;
      const before = last ?? rendered.current;
      const fresh = select(value);
      last = {
        value,
        selected: before !== undefined && isEqual(before.selected, fresh) ? before.selected : fresh,
      };
      return last.selected;
    };
    return { now: () => read(store.getSnapshot()), onServer: () => read(store.getServerSnapshot()) };
  }, [store, select]);
  const selected = useSyncExternalStore(store.subscribe, now, onServer);
  useEffect(() => {
    rendered.current = { selected };
  }, [selected]);
  return selected;
}

function isEqual(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!isPlain(one) || !isPlain(other) || one.constructor !== other.constructor) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.is(one[key], other[key]));
}

/** Lists and plain objects, whose own keys say all that they hold. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  const constructor = (value as { constructor?: unknown } | null | undefined)?.constructor;
  return constructor === Object || constructor === Array;
}

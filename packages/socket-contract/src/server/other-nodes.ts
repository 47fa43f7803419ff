import { EventEmitter } from "node:events";

/**
 * Whether an adapter reaches other nodes. The in-memory one does not, and prints a warning when it is asked to.
 *
 * @param adapter - The adapter of a namespace.
 */
export function reachesOtherNodes(adapter: object): boolean {
  let base = adapter;
  for (
    let next = prototypeOf(base);
    next !== null && next !== EventEmitter.prototype;
    next = prototypeOf(next)
  )
    base = next;
  return (
    (adapter as { serverSideEmit?: unknown }).serverSideEmit !==
    (base as { serverSideEmit?: unknown }).serverSideEmit
  );
}

function prototypeOf(value: object): object | null {
  return Object.getPrototypeOf(value) as object | null;
}

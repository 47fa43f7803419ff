import { useInsertionEffect, useRef } from "react";

/**
 * Keeps the callback of the latest render that was committed, so that whatever calls it need not subscribe again.
 *
 * @param value - Of this render.
 * @returns The same object at each render; read `current` outside of rendering.
 */
export function useLatest<Value>(value: Value): { readonly current: Value } {
  const latest = useRef(value);
  useInsertionEffect(() => {
    latest.current = value;
  });
  return latest;
}

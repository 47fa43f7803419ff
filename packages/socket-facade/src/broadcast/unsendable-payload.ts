import { EventEmitter } from "node:events";
import { UsageError } from "@carillon/socket-contract/server";

/** Levels that are looked at; deeper ones are what fails then. */
const maxDepth = 1_000;

/**
 * What a developer is told of a payload that could not be written; any other error stays as it is.
 *
 * @param event - What was sent.
 * @param payload - What it carried.
 * @param error - What writing it failed with.
 */
export function explained(event: string, payload: unknown, error: unknown): unknown {
  if (error instanceof UsageError) return error;
  const problem = problemOf(payload);
  if (problem === undefined) return error;
  return new UsageError(
    "E_BROADCAST_PAYLOAD",
    `The payload of "${event}" cannot travel: ${problem}. Send plain data, such as { id: order.id, status: order.status }.`,
    { cause: error },
  );
}

/** Walks with a stack of its own; a value is a cycle where it is above itself. */
function problemOf(payload: unknown): string | undefined {
  const left: { readonly value: unknown; readonly path: string; readonly above: readonly object[] }[] = [
    { value: payload, path: "", above: [] },
  ];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { value, path, above } = next;
    const where = path === "" ? "it" : `"${path}"`;
    if (typeof value === "bigint") return `${where} is a bigint; send String(value)`;
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) continue;
    if (value instanceof EventEmitter)
      return `${where} is an instance of ${value.constructor.name}, which belongs to this process`;
    if (above.includes(value)) return `${where} holds what it is in`;
    if (above.length > maxDepth) return `it is more than ${String(maxDepth)} levels deep`;
    for (const key of Object.keys(value)) {
      const at = path === "" ? key : `${path}.${key}`;
      try {
        left.push({
          value: (value as Record<string, unknown>)[key],
          path: at.slice(0, 200),
          above: [...above, value],
        });
      } catch {
        return `"${at}" throws when it is read`;
      }
    }
  }
  return undefined;
}

/** The most values that one answer may hold: some megabytes of JSON, and a hundredth of a second to count. */
const maxValues = 1_000_000;

/**
 * Whether an answer comes to an end when it is written out.
 *
 * JSON has no references: thirty small objects, each holding the next one twice, are a billion values on the wire, and
 * Socket.IO would walk them all before it noticed.
 *
 * @param value - What a handler returned, or an exception's `data`.
 */
export function isSendable(value: unknown): boolean {
  return !isWalked(value) || isFlat(value) || comesToAnEnd(value);
}

/** Most replies: an object of a few scalars, looked at without a list of them. */
function isFlat(value: object): boolean {
  if (Array.isArray(value)) return false;
  let count = 0;
  for (const key in value) {
    if (++count > maxValues || isWalked((value as Record<string, unknown>)[key])) return false;
  }
  return true;
}

function comesToAnEnd(value: object): boolean {
  const left: object[] = [value];
  let count = 0;
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    for (const item of Array.isArray(next) ? (next as unknown[]) : (Object.values(next) as unknown[])) {
      if (++count > maxValues) return false;
      if (isWalked(item)) left.push(item);
    }
  }
  return true;
}

/** What Socket.IO walks as it is: no binary data, nothing that writes itself. */
function isWalked(value: unknown): value is object {
  return (
    typeof value === "object" &&
    value !== null &&
    !ArrayBuffer.isView(value) &&
    typeof (value as { toJSON?: unknown }).toJSON !== "function"
  );
}

/**
 * About how many bytes a decoded payload has as JSON, buffers included.
 *
 * @param payload - What Socket.IO decoded: JSON values and buffers, without cycles.
 * @param limit - Counting ends as soon as it is passed, so that a large payload costs no more than a small one.
 * @returns The bytes, or any number above the limit.
 */
export function payloadBytes(payload: unknown, limit: number): number {
  let bytes = 0;
  const open: unknown[] = [payload];
  while (open.length > 0 && bytes <= limit) {
    const value = open.pop();
    if (typeof value === "string") bytes += Buffer.byteLength(value) + 2;
    else if (typeof value !== "object" || value === null) bytes += 5;
    else if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) bytes += value.byteLength;
    else bytes += expand(value, open);
  }
  return bytes;
}

/** Puts what an array or an object holds on the pile; its own brackets, names and commas are counted. */
function expand(value: object, open: unknown[]): number {
  if (Array.isArray(value)) {
    for (const item of value) open.push(item);
    return 2 + value.length;
  }
  let bytes = 2;
  for (const [name, item] of Object.entries(value)) {
    bytes += Buffer.byteLength(name) + 4;
    open.push(item);
  }
  return bytes;
}

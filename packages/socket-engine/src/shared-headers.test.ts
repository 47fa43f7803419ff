import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { shareHeaders } from "./shared-headers.js";

/** What Node makes of a request: each text is one of its own. */
function requestOf(headers: Record<string, string>): {
  rawHeaders: string[];
  headers: Record<string, string>;
} {
  const rawHeaders = Object.entries(headers)
    .flat()
    .map((text) => Buffer.from(text).toString());
  const byName: Record<string, string> = {};
  for (let at = 0; at < rawHeaders.length; at += 2)
    byName[rawHeaders[at]!.toLowerCase()] ??= rawHeaders[at + 1]!;
  return { rawHeaders, headers: byName };
}

test("headers are equal afterwards, those that come twice and those that are long as well", () => {
  for (const headers of [
    { Host: "chat.example", "User-Agent": "Bell/1.0", Cookie: "sid=1", "Sec-WebSocket-Key": "a" },
    { HOST: "chat.example", host: "other.example", "user-agent": "x".repeat(8_000), "X-Y": "" },
    {},
  ]) {
    const request = requestOf(headers);
    const before = structuredClone(request);
    shareHeaders(request);
    expect(request).toEqual(before);
  }
});

test("one text is kept of the headers that are alike, whatever else clients send", () => {
  const alike = { "User-Agent": `Bell/${"1".repeat(200)}` };
  for (let other = 0; other < 3_000; other++) shareHeaders(requestOf({ [`X-${String(other)}`]: "1" }));
  const plain = (): object => requestOf(alike);
  const sharing = (): object => {
    const request = requestOf(alike);
    shareHeaders(request);
    return request;
  };
  // What is made once, at the first call, counts for no request.
  for (const make of [plain, sharing]) heapOf(make);
  expect(heapOf(sharing)).toBeLessThan(heapOf(plain) - 200);
});

/** Bytes that each of many things keeps. */
function heapOf(make: () => unknown): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const kept: unknown[] = new Array(10_000);
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < kept.length; index++) kept[index] = make();
  collect();
  const bytes = process.memoryUsage().heapUsed - before;
  return bytes / kept.length;
}

import { SocketException } from "@carillon/socket-contract";
import { waitFor } from "@carillon/socket-testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Middleware } from "../src/index.js";
import { routed, ways } from "./routed-server.js";

/** What becomes of an event, by what its route is made of. */
const handlers: Record<string, { readonly run: () => unknown; readonly answer: object }> = {
  value: { run: () => 1, answer: { ok: true, data: 1 } },
  "value, later": { run: () => turns(3).then(() => 2), answer: { ok: true, data: 2 } },
  nothing: { run: () => undefined, answer: { ok: true } },
  refusal: {
    run: () => {
      throw new SocketException("No.", { code: "no" });
    },
    answer: { ok: false, error: "no" },
  },
  "failure, later": {
    run: () => turns(2).then(() => Promise.reject(new Error("broken"))),
    answer: { ok: false, error: "socket_error" },
  },
  "what cannot travel": { run: () => ({ deep: { n: 1n } }), answer: { ok: false, error: "socket_error" } },
};

const passOn: Middleware = ({ next }) => next() as unknown;
const passOnLater =
  (wait: number): Middleware =>
  ({ next }) =>
    turns(wait).then(() => next() as unknown);

const middleware: Record<string, Middleware[]> = {
  none: [],
  sync: [passOn],
  slow: [passOnLater(5)],
  several: [passOn, passOnLater(1), passOn],
};

const routes = fc.record({
  handler: fc.constantFrom(...Object.keys(handlers)),
  middleware: fc.constantFrom(...Object.keys(middleware)),
  serial: fc.boolean(),
  idempotent: fc.boolean(),
});

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

describe.each(ways)("3,000 events of 400 random routes, $title", (way) => {
  test("are answered exactly once, each as its route says", async () => {
    const seed = Date.now();
    const made = fc.sample(routes, { numRuns: 400, seed });
    await using server = await routed(
      way,
      (router) => {
        for (const [at, { handler, middleware: name, serial, idempotent }] of made.entries()) {
          const { run = turns } = handlers[handler] ?? {};
          router.socket(`route:${String(at)}`, run as () => unknown, {
            middleware: middleware[name] ?? [],
            ...(serial && { ordering: "serial" as const }),
            ...(idempotent && { idempotent }),
          });
        }
      },
      { maxQueued: 3_000 },
    );
    const clients = await Promise.all([1, 2, 3].map(() => server.connect()));
    const asked = fc.sample(fc.nat(made.length - 1), { numRuns: 3_000, seed });
    const answers = asked.map((): unknown[] => []);
    for (const [at, route] of asked.entries()) {
      clients[at % 3]?.emit(`route:${String(route)}`, { at }, (answer: unknown) => answers[at]?.push(answer));
    }
    await waitFor(() => answers.every(({ length }) => length > 0));
    // Whatever comes twice would have come before the answer to what is asked now.
    await Promise.all(clients.map((client) => client.emitWithAck("unknown")));
    for (const [at, route] of asked.entries()) {
      const { handler = "" } = made[route] ?? {};
      expect(answers[at], `seed ${String(seed)}, ${JSON.stringify(made[route])}`).toEqual([
        expect.objectContaining(handlers[handler]?.answer),
      ]);
    }
  });
});

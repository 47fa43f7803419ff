import { EventEmitter } from "node:events";
import { isSocketException, SocketException } from "@carillon/socket-contract";
import { withGate } from "@carillon/socket-contract/server";
import { unhandledDuring } from "@carillon/socket-testing";
import fc from "fast-check";
import type { Server } from "socket.io";
import { expect, test } from "vitest";
import { createRouter } from "../create-router.js";
import type { MiddlewareCall } from "./middleware.js";

/** What a middleware can do with `next()`. `mark` is its own. */
const manners: Readonly<Record<string, (next: () => unknown, mark: string) => unknown>> = {
  "return next()": (next) => next(),
  "await next()": async (next) => {
    await next();
  },
  "return await next()": async (next) => await next(),
  "wrap the reply": async (next, mark) => [mark, await next()],
  "call it and forget it": (next) => {
    void next();
  },
  "forget it, and give a reply": (next, mark) => {
    void next();
    return mark;
  },
  "forget it, and end later": async (next) => {
    void next();
    await Promise.resolve();
  },
  "a reply without next()": (_next, mark) => mark,
  "neither next() nor a reply": () => undefined,
  "neither, asynchronously": () => Promise.resolve(),
  refuse: (_next, mark) => {
    throw refusal(mark);
  },
  "refuse behind next()": async (next, mark) => {
    await next();
    throw refusal(mark);
  },
  "catch what next() throws": async (next, mark) => {
    try {
      return await next();
    } catch {
      return mark;
    }
  },
  "call it twice": async (next, mark) => {
    await next();
    await Promise.resolve(next()).catch(() => undefined);
    return mark;
  },
  "chain it": (next, mark) => Promise.resolve(next()).then((reply) => [mark, reply]),
  "give a thenable": (next) => {
    const downstream = Promise.resolve(next());
    return { then: downstream.then.bind(downstream) };
  },
};

/** What a gate does, written as the middleware that it stands for. */
const gates: typeof manners = {
  "admit at a gate": (next) => next(),
  "refuse at a gate": (_next, mark) => {
    throw refusal(mark);
  },
};

/** What the handler does. */
const handlers: Readonly<Record<string, () => unknown>> = {
  reply: () => "handled",
  "reply later": () => Promise.resolve("handled"),
  "reply nothing": () => undefined,
  "reply nothing later": () => Promise.resolve(),
  fail: () => {
    throw refusal("handler");
  },
  "fail later": () => Promise.reject(refusal("handler")),
};

interface Link {
  readonly manner: string;
  /** How many turns it waits before it does anything. */
  readonly turns: number;
}

const links = fc.record({
  manner: fc.constantFrom(...Object.keys({ ...manners, ...gates })),
  turns: fc.nat(2),
});

/** One middleware, as both the router and the reference run it. */
function middlewareOf({ manner, turns }: Link, index: number): (next: () => unknown) => unknown {
  const behave = manners[manner] ?? gates[manner];
  if (behave === undefined) throw new Error(`There is no manner "${manner}".`);
  const mark = `m${String(index)}`;
  if (turns === 0) return (next) => behave(next, mark);
  return async (next) => {
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    return behave(next, mark);
  };
}

/** The same with nothing but promises, written to be understood: what an answer must be. */
async function expected(chain: readonly Link[], handler: () => unknown): Promise<unknown> {
  const misuse: Error[] = [];

  async function run(index: number): Promise<unknown> {
    const link = chain[index];
    if (link === undefined) return handler();
    let downstream: Promise<unknown> | undefined;
    const own = await middlewareOf(
      link,
      index,
    )(() => {
      if (downstream !== undefined) {
        misuse.push(new Error("next() twice"));
        return Promise.reject(new Error("next() twice"));
      }
      downstream = run(index + 1);
      downstream.catch(() => undefined);
      return downstream;
    });
    if (own !== undefined) return own;
    if (downstream === undefined) throw new Error("no next()");
    return downstream;
  }

  return run(0).then(
    (reply) => (misuse.length > 0 ? { error: "socket_error" } : { reply }),
    (error: unknown) => ({ error: isSocketException(error) ? error.code : "socket_error" }),
  );
}

/** What was admitted at gates and has not ended. */
let admitted = 0;

/** A middleware that must be asked through its gate, since it fails where it is called. */
function gated(check: () => Promise<void> | undefined): () => never {
  function beCalled(): never {
    throw new Error("A middleware with a gate was called.");
  }
  return withGate(beCalled, {
    check,
    admit() {
      let isOpen = true;
      admitted++;
      return {
        end() {
          if (!isOpen) throw new Error("An admission ended twice.");
          isOpen = false;
          admitted--;
        },
      };
    },
  });
}

function gateOfLink(link: Link, index: number): () => never {
  const run = middlewareOf(link, index);
  return gated(() => {
    const checking = run(() => undefined);
    return checking instanceof Promise ? (checking as Promise<void>) : undefined;
  });
}

/** What the router answers. */
function answered(chain: readonly Link[], handler: () => unknown): Promise<unknown> {
  const io = new EventEmitter();
  const socket = new EventEmitter();
  const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  createRouter({ logger: silent, hook: "on" })
    .socket("event", handler, {
      middleware: chain.map((link, index) => {
        if (link.manner in gates) return gateOfLink(link, index);
        const run = middlewareOf(link, index);
        return ({ next }: MiddlewareCall) => run(next);
      }),
    })
    .attach(io as unknown as Server);
  io.emit("connection", socket);
  return new Promise((resolve) => {
    socket.emit("event", {}, (answer: { ok: boolean; data?: unknown; error?: string }) => {
      resolve(answer.ok ? { reply: answer.data } : { error: answer.error });
    });
  });
}

test("any chain of middleware answers as the plainest one would, and leaves no rejection behind", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(links, { maxLength: 5 }),
      fc.constantFrom(...Object.keys(handlers)),
      async (chain, handlerName) => {
        // Whether a mistake comes before the answer is a matter of turns where it is not awaited.
        const first = chain.findIndex(
          ({ manner }) => manner.startsWith("forget") || manner.startsWith("call it and"),
        );
        fc.pre(first < 0 || !chain.slice(first).some(({ manner }) => manner === "call it twice"));
        const handler = handlers[handlerName] ?? ignore;
        const wanted = await expected(chain, handler);
        let got: unknown;
        const unhandled = await unhandledDuring(async () => {
          got = await answered(chain, handler);
        });
        expect(got).toEqual(wanted);
        expect(unhandled).toEqual([]);
        expect(admitted).toBe(0);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("what a middleware is called with can be spread", async () => {
  const io = new EventEmitter();
  const socket = new EventEmitter();
  createRouter({ hook: "on" })
    .socket("event", () => "handled", {
      middleware: (call) => {
        const copy: MiddlewareCall = { ...call };
        const names = Object.keys(copy).sort().join();
        return names === "context,io,next,payload,socket" ? (copy.next() as unknown) : names;
      },
    })
    .attach(io as unknown as Server);
  io.emit("connection", socket);
  const answer = await new Promise((resolve) => socket.emit("event", "sent", resolve));
  expect(answer).toEqual({ ok: true, data: "handled" });
});

function refusal(code: string): SocketException {
  return new SocketException("No.", { code });
}

function ignore(): void {
  // Neither logs nor answers.
}

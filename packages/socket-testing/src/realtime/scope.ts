import { AsyncLocalStorage } from "node:async_hooks";
import { clock, replaceClock } from "@carillon/socket-contract/server";
import type { Clock } from "@carillon/socket-contract/server";
import type { SocketManager } from "@carillon/socket-facade";
import type { TestRecord } from "../assertions/test-record.js";
import type { MovableClock } from "../clock/movable-clock.js";

/** What code belongs to: a test, or one of its nodes. It decides which manager the facades mean, and which clock is asked. */
export interface Scope {
  readonly clock: MovableClock;
  readonly record: TestRecord;
  /** The layer under test, as the application made it: what its handlers may close over. */
  original: SocketManager | undefined;
  /** The copy of it that runs here, once there is one. */
  manager: SocketManager | undefined;
  /** The test is over, or the node was killed. */
  isOver: boolean;
}

const scopes = new AsyncLocalStorage<Scope>();

/** The tests that run, the newest last. Code that belongs to none is taken to belong to that one. */
const running: Scope[] = [];

/** The machine's clock. */
const system: Clock = { ...clock };

/** The scope of the code that runs. */
export function currentScope(): Scope | undefined {
  const own = scopes.getStore();
  return own === undefined || own.isOver ? running.at(-1) : own;
}

/**
 * The manager that answers here where one is asked, or where the facades are: the test's, for the layer under test. Other layers
 * answer for themselves.
 */
export function managerHere(asked: SocketManager | undefined): SocketManager | undefined {
  const scope = currentScope();
  return asked === undefined || asked === scope?.original ? scope?.manager : undefined;
}

/** Runs code that belongs to a scope, and all that follows from it. */
export function within<Value>(scope: Scope, run: () => Value): Value {
  return scopes.run(scope, run);
}

/** Makes the rest of the running test belong to a scope; call it before anything is awaited. */
export function enterScope(scope: Scope): void {
  replaceClock(scopedClock);
  running.push(scope);
  scopes.enterWith(scope);
}

/** Ends a scope. With the last one, the machine's clock is back. */
export function leaveScope(scope: Scope): void {
  scope.isOver = true;
  const place = running.indexOf(scope);
  if (place >= 0) running.splice(place, 1);
}

/** Tells each piece of code the time of its test. */
const scopedClock: Clock = {
  now: () => clockHere().now(),
  elapsed: () => clockHere().elapsed(),
  setTimeout: (run, ms) => {
    const scope = currentScope();
    if (scope === undefined) return system.setTimeout(run, ms);
    // Of a node that was killed, nothing runs any more.
    return scope.clock.setTimeout(() => void (scope.isOver || run()), ms);
  },
  clearTimeout: (timer) => {
    // It may have been set before the test, or in another one.
    system.clearTimeout(timer);
    clockHere().clearTimeout(timer);
  },
};

function clockHere(): Clock {
  return currentScope()?.clock ?? system;
}

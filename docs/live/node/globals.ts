// What Node has as globals and a page has not, or has in another form. The bundle's modules see these instead.
import { ByteBuffer } from "./buffer.js";

export { ByteBuffer as Buffer };

/** Timers of Node are objects; these hold nothing back, so that `unref` has nothing to do. */
class Timer {
  readonly #end: () => void;

  constructor(end: () => void) {
    this.#end = end;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return false;
  }

  end(): void {
    this.#end();
  }

  [Symbol.dispose](): void {
    this.#end();
  }
}

type Work = (...args: unknown[]) => void;
const page = {
  setTimeout: globalThis.setTimeout.bind(globalThis),
  setInterval: globalThis.setInterval.bind(globalThis),
  clearTimeout: globalThis.clearTimeout.bind(globalThis),
  clearInterval: globalThis.clearInterval.bind(globalThis),
};

export function setTimeout(work: Work, delayMs?: number, ...args: unknown[]): Timer {
  const id = page.setTimeout(work, delayMs, ...args);
  return new Timer(() => page.clearTimeout(id));
}

export function setInterval(work: Work, delayMs?: number, ...args: unknown[]): Timer {
  const id = page.setInterval(work, delayMs, ...args);
  return new Timer(() => page.clearInterval(id));
}

export function clearTimeout(timer?: Timer): void {
  timer?.end();
}

/** @alias */
export const clearInterval = clearTimeout;

const turns = new MessageChannel();
const immediates: (() => void)[] = [];
turns.port1.onmessage = () => immediates.shift()?.();

/** Behind all that is under way, and before timers. */
export function setImmediate(work: Work, ...args: unknown[]): Timer {
  let isWanted = true;
  immediates.push(() => {
    if (isWanted) work(...args);
  });
  turns.port2.postMessage(undefined);
  return new Timer(() => (isWanted = false));
}

/** @alias */
export const clearImmediate = clearTimeout;

export const process = {
  env: {} as Record<string, string>,
  versions: { node: "24.0.0" },
  platform: "browser",
  argv: [],
  stdout: { isTTY: false },
  stderr: { isTTY: false },
  cwd: () => "/",
  nextTick: (work: Work, ...args: unknown[]) => queueMicrotask(() => work(...args)),
  emitWarning: (warning: unknown) => console.warn(warning),
  on: () => process,
  once: () => process,
  off: () => process,
};

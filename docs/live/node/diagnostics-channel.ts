/** Nothing subscribes on the page: a channel that calls what it is given. */
const silent = {
  hasSubscribers: false,
  publish: () => undefined,
  subscribe: () => undefined,
  unsubscribe: () => undefined,
};

type Call = (...args: unknown[]) => unknown;

export function channel(): typeof silent {
  return silent;
}

export function tracingChannel() {
  const call = (work: Call, _context?: object, self?: unknown, ...args: unknown[]): unknown =>
    work.apply(self, args);
  const ends = { start: silent, end: silent, asyncStart: silent, asyncEnd: silent, error: silent };
  return { ...silent, ...ends, traceSync: call, tracePromise: call };
}

export const subscribe = silent.subscribe;
export const unsubscribe = silent.unsubscribe;

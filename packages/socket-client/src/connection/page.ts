interface Target {
  addEventListener?(type: string, listener: () => void, until: { readonly signal: AbortSignal }): void;
}

/** The little of a browser that is used; Node has none of it. */
interface Page extends Target {
  readonly document?: Target & { readonly hidden: boolean };
  readonly navigator?: { readonly onLine?: boolean };
}

const page = globalThis as unknown as Page;

/** How often the clock is looked at, in milliseconds. */
const lookMs = 5_000;
/** Two ping intervals of Socket.IO, in milliseconds: a clock that jumps further has slept. */
const sleepMs = 50_000;
/** In the background a browser looks at the clock once a minute. */
const hiddenSleepMs = 120_000;

/** Whether the browser says that there is no network. Node does not say. */
export function isOffline(): boolean {
  return page.navigator?.onLine === false;
}

/**
 * Watches for the end of a sleep, and for a network that comes or goes.
 *
 * @param awake - Called with whether the clock jumped, when something may have happened meanwhile.
 * @param offline - Called when the browser has lost the network.
 * @returns Ends it.
 */
export function watchPage(awake: (hasSlept: boolean) => void, offline: () => void): () => void {
  let looked = Date.now();
  const hasSlept = (limitMs: number): boolean => {
    const before = looked;
    looked = Date.now();
    return looked - before > limitMs;
  };
  const timer = setInterval(() => {
    if (hasSlept(page.document?.hidden ? hiddenSleepMs : sleepMs)) awake(true);
  }, lookMs);
  // In Node: what keeps a process alive is the connection.
  (timer as { unref?: () => void }).unref?.();
  const wake = (): void => {
    if (!page.document?.hidden) awake(hasSlept(hiddenSleepMs));
  };
  const ended = new AbortController();
  const watch = (target: Target | undefined, type: string, listener: () => void): void =>
    target?.addEventListener?.(type, listener, ended);
  watch(page.document, "visibilitychange", wake);
  watch(page, "pageshow", wake);
  watch(page, "online", wake);
  watch(page, "offline", offline);
  return () => {
    clearInterval(timer);
    ended.abort();
  };
}

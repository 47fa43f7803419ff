/** The little of a browser that is used; Node has none of it. */
interface Page {
  readonly document?: { readonly visibilityState?: string } & Partial<Target>;
  readonly navigator?: { readonly onLine?: boolean };
}

interface Target {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

const page = globalThis as unknown as Page & Partial<Target>;

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

/** Whether the page is in the background. Node never is. */
export function isHidden(): boolean {
  return page.document?.visibilityState === "hidden";
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
    if (hasSlept(isHidden() ? hiddenSleepMs : sleepMs)) awake(true);
  }, lookMs);
  // In Node: what keeps a process alive is the connection.
  (timer as { unref?: () => void }).unref?.();
  const wake = (): void => {
    if (!isHidden()) awake(hasSlept(hiddenSleepMs));
  };
  const watched: [Partial<Target> | undefined, string, () => void][] = [
    [page.document, "visibilitychange", wake],
    [page, "pageshow", wake],
    [page, "online", () => awake(false)],
    [page, "offline", offline],
  ];
  for (const [target, type, listener] of watched) target?.addEventListener?.(type, listener);
  return () => {
    clearInterval(timer);
    for (const [target, type, listener] of watched) target?.removeEventListener?.(type, listener);
  };
}

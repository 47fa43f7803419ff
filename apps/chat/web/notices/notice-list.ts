import type { RequestError } from "@carillon/socket-client";
import { explained } from "../refusals.js";

/** A word to the person at the keyboard. */
export interface Notice {
  /** The same thing again replaces what stands there. */
  readonly key: string;
  readonly kind: "refusal" | "news";
  readonly text: string;
  /** The server's code, for those who look closer. */
  readonly code?: string;
  /** When to try again, in milliseconds since the epoch. */
  readonly retryAt?: number;
  /** The room that it is about. */
  readonly room?: string;
  /** When it goes by itself, in milliseconds since the epoch. */
  readonly endsAt: number;
}

/** What is to be said to the person, each thing once. */
export interface NoticeList {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => readonly Notice[];
  readonly add: (notice: Omit<Notice, "endsAt">) => void;
  /** Explains a failure. */
  readonly refuse: (error: RequestError) => void;
  readonly dismiss: (key: string) => void;
}

/** How long a notice stays, in milliseconds. */
const lastsMs = 8_000;
const maxNotices = 3;

export function createNoticeList(): NoticeList {
  const listeners = new Set<() => void>();
  let notices: readonly Notice[] = [];

  function set(next: readonly Notice[]): void {
    notices = next;
    for (const listener of listeners) listener();
  }

  function add(notice: Omit<Notice, "endsAt">): void {
    const endsAt = Math.max(Date.now() + lastsMs, notice.retryAt ?? 0);
    set([...notices.filter(({ key }) => key !== notice.key), { ...notice, endsAt }].slice(-maxNotices));
  }

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => notices,
    add,
    refuse: (error) => {
      const { code, retryAfterMs } = error;
      add({
        key: code,
        kind: "refusal",
        text: explained(error),
        code,
        ...(retryAfterMs === undefined ? {} : { retryAt: Date.now() + retryAfterMs }),
      });
    },
    dismiss: (key) => {
      set(notices.filter((notice) => notice.key !== key));
    },
  };
}

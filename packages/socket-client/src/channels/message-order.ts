import type { ChannelHistory, ChannelPosition } from "@carillon/socket-contract";

/** One message of a channel with history. */
export interface PlacedMessage extends ChannelPosition {
  readonly event: string;
  readonly payload: unknown;
}

/** What a {@link MessageOrder} does. */
export interface OrderEvents {
  readonly deliver: (event: string, payload: unknown, info: { offset: number; replayed: boolean }) => void;
  /** What was missed is lost. */
  readonly gap: (reason: "expired" | "epoch") => void;
  /** Something is missing, and may be had by asking. */
  readonly missing: () => void;
}

/**
 * Brings the messages of one channel in order, each once.
 *
 * Messages of several nodes overtake each other, and the same one can come live and in an answer. What is not for this
 * client leaves a hole in the offsets: only the server can tell.
 */
export interface MessageOrder {
  /** Up to where nothing is missing; `undefined` before the first answer. */
  position(): ChannelPosition | undefined;
  /** Holds everything back until the answer to a join. */
  wait(): void;
  /** The answer to a join; `undefined` where there is no history, or none that answers. */
  answer(history: ChannelHistory | undefined): void;
  /** A message came live. */
  live(message: PlacedMessage): void;
}

/** How long a message may be overtaken before it counts as missing, in milliseconds. */
const patienceMs = 50;

/** Makes the order of one channel. */
export function createMessageOrder({ deliver, gap, missing }: OrderEvents): MessageOrder {
  /** The epoch that counts, and the one before it. */
  let epoch: string | undefined;
  let former: string | undefined;
  /** The last one that was delivered. */
  let last = 0;
  /** Where the channel was at the join: what is older and comes late is delivered, and not waited for. */
  let floor = 0;
  let held: PlacedMessage[] = [];
  let isWaiting = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const top = (): number => Math.max(last, floor);

  function begin(next: string, offset: number): void {
    former = epoch;
    epoch = next;
    last = 0;
    floor = offset;
  }

  function hand({ offset, event, payload }: Omit<PlacedMessage, "epoch">, replayed: boolean): void {
    if (!(offset > last)) return;
    last = offset;
    deliver(event, payload, { offset, replayed });
  }

  /** Delivers what is held, as far as nothing is missing. */
  function release(): void {
    clearTimeout(timer);
    const messages = held.sort((a, b) => a.offset - b.offset);
    held = [];
    for (const message of messages) {
      if (message.epoch !== epoch) {
        // A late one of an epoch that is over.
        if (message.epoch === former) continue;
        const before = epoch;
        // The history began anew: what it holds before this message can be asked for.
        begin(message.epoch, before ? 0 : message.offset - 1);
        if (before && !isEmpty(before)) gap("epoch");
      }
      if (message.offset <= top() + 1) hand(message, false);
      else held.push(message);
    }
    if (held.length > 0) timer = setTimeout(missing, patienceMs);
  }

  return {
    position: () => (epoch ? { epoch, offset: top() } : undefined),
    wait: () => {
      isWaiting = true;
      clearTimeout(timer);
    },
    live: (message) => {
      held.push(message);
      if (!isWaiting) release();
    },
    answer: (history) => {
      isWaiting = false;
      if (history && history.offset >= 0) {
        const { offset, recovered, missed } = history;
        const reason = !epoch || recovered ? undefined : history.epoch === epoch ? "expired" : "epoch";
        if (history.epoch !== epoch) begin(history.epoch, offset);
        const live = new Set(held.map((message) => message.offset));
        for (const message of missed) hand(message, !live.has(message.offset));
        // What was kept back from this client leaves holes that nothing will fill.
        floor = Math.max(floor, offset);
        if (recovered) last = top();
        if (reason) gap(reason);
      }
      release();
    },
  };
}

/** Nothing was published yet in a history of such an epoch: the first message begins another. */
function isEmpty(epoch: string): boolean {
  // "~" comes behind all letters and digits; what is no text, from a server that is none of ours, compares as well.
  return epoch >= "~";
}

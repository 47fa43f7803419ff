import { localError, RequestError } from "../requests/request-error.js";
import { misfit } from "../requests/schemas.js";
import type { Connection, Done } from "./connection.js";
import { open } from "./envelope.js";

/** The answers that one client waits for. */
export interface Answers {
  readonly ask: Connection["ask"];
  /** The answer to a join that the handshake asked for. */
  take(channel: string, answer: unknown): void;
  /** The connection broke: all that is awaited fails. */
  broke(): void;
  /** Whether the server answers every event, as Carillon does. */
  readonly isComplete: () => boolean;
}

/** Makes the answers of a connection. */
export function createAnswers(send: Connection["send"], debug: Connection["debug"]): Answers {
  const pending = new Map<Done, string>();
  const joins = new Map<string, (answer: unknown) => void>();
  let isComplete = false;
  return {
    isComplete: () => isComplete,
    take: (channel, answer) => joins.get(channel)?.(answer),
    broke: () => {
      for (const [finish, event] of [...pending]) finish(localError("disconnected", event, false));
      joins.clear();
    },
    ask: (event, args, timeoutMs, done, channel) => {
      const askedAt = performance.now();
      const stop = (): boolean => {
        clearTimeout(timer);
        return pending.delete(finish);
      };
      const finish: Done = (error, data) => {
        if (!stop()) return;
        debug("answered", event, { latencyMs: performance.now() - askedAt, code: error?.code });
        try {
          done(error, data);
        } catch {
          done(new RequestError(event, misfit));
        }
      };
      const timer = setTimeout(() => {
        finish(localError("timeout", event));
      }, timeoutMs);
      const ack = (answer: unknown): void => {
        const { failure, data, isEnvelope } = open(answer);
        isComplete ||= isEnvelope;
        finish(failure && new RequestError(event, failure), data);
      };
      pending.set(finish, event);
      if (channel) joins.set(channel, ack);
      else send(event, [...args, ack]);
      return stop;
    },
  };
}

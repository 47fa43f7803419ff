import type { FailureEnvelope } from "@carillon/socket-contract";

/** What an ack brought. */
export interface Answer {
  readonly failure?: FailureEnvelope;
  readonly data?: unknown;
  readonly isEnvelope: boolean;
}

/** Opens an envelope. What is none, from a server without Carillon, is handed on as it is. */
export function open(answer: unknown): Answer {
  const envelope = (answer ?? {}) as { ok?: unknown; data?: unknown; error?: unknown };
  const { ok, error, data } = envelope;
  if (ok === false && typeof error === "string")
    return { failure: answer as FailureEnvelope, isEnvelope: true };
  // A reply that is undefined does not travel: then `ok` stands alone.
  const isEnvelope = ok === true && Object.keys(envelope).every((key) => key === "ok" || key === "data");
  return { data: isEnvelope ? data : answer, isEnvelope };
}

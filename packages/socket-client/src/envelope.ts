import type { FailureEnvelope } from "@carillon/socket-contract";

/** What an ack brought. */
export type Answer =
  | { readonly ok: true; readonly data: unknown; readonly isEnvelope: boolean }
  | { readonly ok: false; readonly failure: FailureEnvelope };

/** Opens an envelope. What is none, from a server without Carillon, is handed on as it is. */
export function open(answer: unknown): Answer {
  const envelope = answer as { ok?: unknown; data?: unknown; error?: unknown } | null | undefined;
  if (envelope?.ok === false && typeof envelope.error === "string") {
    return { ok: false, failure: envelope as FailureEnvelope };
  }
  // A reply that is undefined does not travel: then `ok` stands alone.
  const isEnvelope =
    envelope?.ok === true && Object.keys(envelope).every((key) => key === "ok" || key === "data");
  return { ok: true, data: isEnvelope ? envelope.data : answer, isEnvelope };
}

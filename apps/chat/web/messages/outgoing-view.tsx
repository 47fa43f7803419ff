import type { ReactElement } from "react";
import { Icon } from "../icon.js";
import { explained } from "../refusals.js";
import { MessageText } from "./message-text.js";
import type { Outbox, OutgoingMessage } from "./outbox.js";

interface OutgoingViewProps {
  readonly item: OutgoingMessage;
  readonly isOnline: boolean;
  readonly outbox: Outbox;
}

/** A message of this page that waits, is on its way, or was refused. */
export function OutgoingView({ item, isOnline, outbox }: OutgoingViewProps): ReactElement {
  const { id, text, error, sent } = item;
  const state = error ? "failed" : sent ? "sent" : isOnline ? "sending" : "waiting";
  return (
    <article className="message" data-own data-state={state} aria-label="You wrote">
      <p className="bubble" dir="auto">
        <MessageText text={text} />
      </p>
      {state === "sending" && <p className="delivery">Sending…</p>}
      {state === "waiting" && (
        <p className="delivery">
          <Icon name="clock" /> Waiting for the network
        </p>
      )}
      {error && (
        <p className="delivery" data-failed>
          <span>
            Not sent. {explained(error)} <code>{error.code}</code>
          </span>
          <button
            className="quiet"
            type="button"
            onClick={() => {
              outbox.retry(id);
            }}
          >
            Try again
          </button>
          <button
            className="quiet"
            type="button"
            onClick={() => {
              outbox.forget(id);
            }}
          >
            Discard
          </button>
        </p>
      )}
    </article>
  );
}

import type { RequestError } from "@carillon/socket-client";

/** What a failure means to a person, where the server's own words are meant for a developer. */
const friendly: Readonly<Record<string, string>> = {
  too_many_requests: "That was a bit fast.",
  payload_too_large: "That is too long to be sent.",
  offline: "There is no connection. It works again when you are back online.",
  disconnected: "The connection broke before the answer came.",
  timeout: "The server did not answer in time.",
  socket_error: "Something went wrong on the server.",
  unavailable: "The server cannot do that right now.",
};

/** A refusal in plain words: what a schema found wrong, what the server says, and what to do. */
export function explained(error: RequestError): string {
  return friendly[error.code] ?? error.issues?.[0]?.message ?? error.message;
}

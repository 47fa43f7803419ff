/** When a client hears each code, and what it does about it. */
export const codeNotes: Readonly<Record<string, string>> = {
  bad_request: "A `SocketException` without a code of its own.",
  bad_input: "The payload, the channel's name or the idempotency key cannot be used. A bug of the client.",
  validation_failed:
    "The payload does not fit its schema; `data.issues` has `path` and `message` of each field.",
  unauthenticated: "No user. Sign in.",
  token_expired: "The token has ended. Get a new one and connect again; the client does.",
  revoked: "The session was ended from elsewhere. Sign in.",
  forbidden: "A rule or an ability said no.",
  forbidden_room:
    "That room is not this client's: another user's, a channel whose rule refused, or `member:` without a join.",
  unknown_event: "No route and no listener of that name in this namespace.",
  unknown_channel: "No channel rule matches the name.",
  payload_too_large: "Over `limits` of the route, or of what a join or a whisper may have.",
  too_many_requests: "Throttled. `retryAfterMs` says when to try again.",
  too_many_rooms: "The connection is in `rooms.max` rooms. Leave one.",
  socket_error: "A bug of the server. `requestId` leads to the line of its log.",
  unavailable:
    "The node is draining, a guard cannot answer, or too much waits. `retryable`: try again, usually on another node.",
  timeout: "The handler's deadline passed. It may still have had an effect.",
};

import { SocketException } from "@carillon/socket-contract";

/** Too much waits for its turn already. */
export function tooManyWaiting(): SocketException {
  return new SocketException("Too many events wait for their turn.", {
    code: "unavailable",
    retryable: true,
  });
}

/** The server is about to end. */
export function goingAway(): SocketException {
  return new SocketException("The server is going away; ask again in a moment.", {
    code: "unavailable",
    retryable: true,
  });
}

import { SocketException } from "@carillon/socket-contract";

/** Refuses an event whose queue is full. */
export function tooManyWaiting(): SocketException {
  return new SocketException("Too many events wait for their turn.", {
    code: "unavailable",
    retryable: true,
  });
}

import { SocketException } from "@carillon/socket-contract";

/** Too much waits for its turn already. */
export function tooManyWaiting(): SocketException {
  return new SocketException("Too many events wait for their turn.", {
    code: "unavailable",
    retryable: true,
  });
}

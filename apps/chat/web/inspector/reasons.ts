import type { Reason } from "@carillon/socket-client";

const reasons: Readonly<Record<Reason, string>> = {
  network: "The server cannot be reached.",
  offline: "You are offline.",
  refused: "The server refused the connection.",
  unavailable: "The server takes no connections now.",
  draining: "The server is restarting.",
  timeout: "The server has fallen silent.",
  server: "The server ended the connection.",
  token: "The sign-in could not be renewed.",
};

/** Why there is no connection, in words. */
export function reasonOf(reason: Reason): string {
  return reasons[reason];
}

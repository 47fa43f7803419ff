import { createClient } from "@carillon/socket-client";
import type { Client, ClientOptions, DebugEntry } from "@carillon/socket-client";
import { createHooks } from "@carillon/socket-react";
import type { Contract } from "../shared/contract.js";

export type ChatClient = Client<Contract>;

export const {
  CarillonProvider,
  useChannel,
  useClient,
  useEvent,
  useNotifications,
  usePresence,
  useRequest,
  useStatus,
} = createHooks<Contract>();

/**
 * The client of one person.
 *
 * @param token - Asked before each attempt, and when a token ends.
 * @param onDebug - Told what the client does; the inspector shows it.
 */
export function createChatClient(
  token: NonNullable<ClientOptions["token"]>,
  onDebug: (entry: DebugEntry) => void,
): ChatClient {
  return createClient<Contract>({
    token,
    onDebug,
    // Messages wait for the network; all else fails at once and says so.
    offline: { "messages:send": { queue: 50, expireMs: 120_000 } },
    reconnect: { minMs: 500, maxMs: 3_000 },
    socket: { transports: ["websocket"] }, // with several nodes behind one port there is no stickiness then
  });
}

import type {
  ClientEventName,
  ClientEvents,
  Envelope,
  FailureEnvelope,
  RequestPayload,
  RequestReply,
  ServerEvents,
} from "carillon";
import { io } from "socket.io-client";
import type { Socket } from "socket.io-client";

/** A socket that knows every event of the contract. */
export type ChatSocket = Socket<ServerEvents, ClientEvents>;

/** Milliseconds that an answer may take. */
const patience = 5_000;

/** A socket for a signed-in user; it connects once its listeners are there. */
export function createChatSocket(token: string): ChatSocket {
  return io({
    auth: { token },
    autoConnect: false,
    reconnectionDelayMax: 3_000,
    transports: ["websocket", "polling"],
  });
}

/** Sends an event and waits for its answer: always an envelope, also when the server does not speak. */
export async function request<Event extends ClientEventName>(
  socket: ChatSocket,
  event: Event,
  payload: RequestPayload<Event>,
): Promise<Envelope<RequestReply<Event>>> {
  if (!socket.connected) return silence;
  try {
    return (await (socket.timeout(patience) as Requester).emitWithAck(event, payload)) as Envelope<
      RequestReply<Event>
    >;
  } catch {
    return silence;
  }
}

/** Socket.IO's own method, whose types cannot follow a generic event name. */
interface Requester {
  emitWithAck(event: string, payload: unknown): Promise<unknown>;
}

const silence: FailureEnvelope = {
  ok: false,
  error: "timeout",
  message: "The server did not answer. Try again in a moment.",
  retryable: true,
};

/** Names that Socket.IO or Node's event emitter keeps for itself; a client that sends one is not trusted. */
const socketIoNames: ReadonlySet<string> = new Set([
  "connect",
  "connect_error",
  "connection",
  "disconnect",
  "disconnecting",
  "error",
  "newListener",
  "removeListener",
]);

/** Client to server events that Carillon handles itself. */
const clientNames: ReadonlySet<string> = new Set([
  "auth:refresh",
  "channel:join",
  "channel:leave",
  "channel:whisper",
  "client:alive",
]);

/** Server to client events that Carillon sends itself. */
const serverNames: ReadonlySet<string> = new Set([
  "auth:expiring",
  "auth:revoked",
  "channel:joined",
  "error:socket",
  "presence:join",
  "presence:leave",
  "presence:state",
  "presence:update",
  "server:draining",
]);

/**
 * Why an application may not register a route under this name.
 *
 * @param event - The event name as it travels, prefixes included.
 * @returns A sentence that says who owns the name and what to do, or `undefined` when the name is free.
 */
export function reservedReason(event: string): string | undefined {
  if (socketIoNames.has(event)) {
    return `"${event}" belongs to Socket.IO and can be forged by any client; use a name of your own, such as "app:${event}".`;
  }
  if (clientNames.has(event)) {
    return `"${event}" is answered by Carillon itself; use a name of your own, such as "app:${event}".`;
  }
  if (serverNames.has(event)) {
    return `"${event}" is sent by Carillon itself; use a name of your own, such as "app:${event}".`;
  }
  return undefined;
}

/**
 * Whether Socket.IO keeps this event name for itself.
 *
 * @param event - An event name.
 * @returns `true` for `connect`, `disconnect`, `error`, `newListener` and the like.
 */
export function isSocketIoName(event: string): boolean {
  return socketIoNames.has(event);
}

/**
 * Whether Carillon itself answers this client event.
 *
 * @param event - An event name.
 * @returns `true` for `auth:refresh`, `channel:join` and the like.
 */
export function isReservedClientEvent(event: string): boolean {
  return clientNames.has(event);
}

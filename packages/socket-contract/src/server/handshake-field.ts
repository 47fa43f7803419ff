/** How a masked handshake gives a field away. A registered symbol, so that every package and copy reads the same place. */
export const takeField: unique symbol = Symbol.for("carillon.handshake.take") as never;

/**
 * Takes a field out of what a client sent along with its handshake, so that it is not kept for as long as the connection lives.
 *
 * A handshake whose credentials are masked gives such a field without masking all the others first.
 *
 * @param socket - A Socket.IO server socket.
 * @param field - `"join"`: what is not a credential.
 * @returns Its value, as the client sent it; `undefined` where there is none.
 */
export function takeFromHandshake(socket: object, field: "join"): unknown {
  // A fake may have no handshake.
  const { handshake } = socket as { readonly handshake?: TakenHandshake };
  if (handshake === undefined) return undefined;
  if (handshake[takeField] !== undefined) return handshake[takeField](field);
  return taken(handshake.auth, field);
}

/** Takes a field out of an object of a client's. */
export function taken(auth: unknown, field: string): unknown {
  if (typeof auth !== "object" || auth === null || !Object.hasOwn(auth, field)) return undefined;
  const holder = auth as Record<string, unknown>;
  const value = holder[field];
  Reflect.deleteProperty(holder, field);
  return value;
}

interface TakenHandshake {
  readonly auth?: unknown;
  readonly [takeField]?: (field: string) => unknown;
}

/** Socket.IO's ids; those of clients of the third protocol begin with their namespace. */
const form = /^(?:\/[^#]*#)?[A-Za-z0-9_-]{20}$/;

/**
 * Whether a name could be the id of a connection, also of one on another node.
 *
 * Every socket is in a room named by its id, and no node knows the ids of all others: a member of such a room
 * receives messages sent to that connection.
 *
 * @param name - A room.
 * @returns `true` for 20 letters, digits, `_` and `-`.
 */
export function looksLikeSocketId(name: string): boolean {
  return form.test(name);
}

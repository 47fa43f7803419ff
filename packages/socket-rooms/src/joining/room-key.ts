/**
 * A room's name in a store: rooms of different namespaces are different rooms.
 *
 * @param nsp - The namespace, or what has its name.
 * @param room - The room.
 */
export function roomKey(nsp: { readonly name: string }, room: string): string {
  return `${nsp.name} ${room}`;
}

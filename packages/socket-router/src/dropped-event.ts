/** Thrown where an event gets no answer (a flood), or has got its own already (a deadline, a disconnect). */
export class DroppedEvent extends Error {
  override readonly name = "DroppedEvent";
}

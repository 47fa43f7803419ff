/** Thrown to leave an event without an answer: the end of a flood, not of a request. */
export class DroppedEvent extends Error {
  override readonly name = "DroppedEvent";
}

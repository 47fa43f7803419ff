/**
 * Thrown where an event gets no answer (a flood), or has got its own already (a deadline, a disconnect).
 *
 * One value and not a class: comparing is safe with whatever else handlers throw, `instanceof` runs code of a proxy.
 */
export const droppedEvent: Error = Object.freeze(new Error("The event was dropped."));

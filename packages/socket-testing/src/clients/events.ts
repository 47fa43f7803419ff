/** Any map of event names to listeners: an interface, a type, or Socket.IO's default. */
// eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style -- as Socket.IO declares it
export interface EventMap {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- Socket.IO's own constraint; with unknown, interfaces do not fit
  [event: string]: any;
}

/** What takes and drops listeners: sockets of either side, servers, and Node's emitters. */
export interface Emitter {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- every emitter types its listeners in its own way
  on(event: any, listener: (...args: any[]) => void): unknown;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  off(event: any, listener: (...args: any[]) => void): unknown;
}

/** Where an item stands in a {@link Row}. */
export interface Place<Item> {
  readonly item: Item;
  before: Place<Item> | undefined;
  after: Place<Item> | undefined;
}

/**
 * Items in order of arrival, any of which may leave.
 *
 * A list of neighbours, since every asynchronous event comes and goes: a `Set` that fills and empties hashes its items
 * anew again and again, which cost more than all else about such an event.
 */
export class Row<Item> {
  #first: Place<Item> | undefined;
  #last: Place<Item> | undefined;

  /** The item that came first. */
  get first(): Place<Item> | undefined {
    return this.#first;
  }

  /** Puts an item at the end. Keep its place: it leaves by it. */
  add(item: Item): Place<Item> {
    const before = this.#last;
    const place: Place<Item> = { item, before, after: undefined };
    if (before === undefined) this.#first = place;
    else before.after = place;
    this.#last = place;
    return place;
  }

  /** Takes an item out, once. */
  remove({ before, after }: Place<Item>): void {
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
  }
}

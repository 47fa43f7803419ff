/** An item and its neighbours in a {@link LinkedList}. */
export interface Node<Item> {
  readonly item: Item;
  before: Node<Item> | undefined;
  after: Node<Item> | undefined;
}

/**
 * Items in order of arrival, any of which may be removed.
 *
 * A list of neighbours, since every asynchronous event comes and goes: a `Set` that fills and empties hashes its items
 * anew again and again, which cost more than all else about such an event.
 */
export class LinkedList<Item> {
  #first: Node<Item> | undefined;
  #last: Node<Item> | undefined;

  /** The item that came first. */
  get first(): Node<Item> | undefined {
    return this.#first;
  }

  /** Puts an item at the end. Keep its node: {@link remove} takes it. */
  add(item: Item): Node<Item> {
    const before = this.#last;
    const node: Node<Item> = { item, before, after: undefined };
    if (before === undefined) this.#first = node;
    else before.after = node;
    this.#last = node;
    return node;
  }

  /** Takes an item out, once. */
  remove({ before, after }: Node<Item>): void {
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
  }
}

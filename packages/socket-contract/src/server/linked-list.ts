/** An item among others in a {@link LinkedList}. */
export class Node<Item> {
  readonly item: Item;
  before: Node<Item> = this;
  after: Node<Item> = this;

  constructor(item: Item) {
    this.item = item;
  }

  /** Takes it out of its list. Doing it twice does nothing. */
  remove(): void {
    this.before.after = this.after;
    this.after.before = this.before;
    // A node that the collector has moved to its old space would keep every later one alive.
    this.before = this;
    this.after = this;
  }
}

/**
 * Items in order of arrival, any of which may be removed.
 *
 * A ring of neighbours, since every asynchronous event comes and goes: a `Set` that fills and empties hashes its items
 * anew again and again, which cost more than all else about such an event.
 */
export class LinkedList<Item> {
  /** Before the first node and behind the last one. */
  readonly #ring = new Node<Item | undefined>(undefined);

  /** The item that came first. */
  get first(): Item | undefined {
    return this.#ring.after.item;
  }

  /** Takes the first item out. */
  shift(): Item | undefined {
    const { after } = this.#ring;
    after.remove();
    return after.item;
  }

  /** Puts an item at the end. Keep its node: {@link Node.remove} takes it out. */
  add(item: Item): Node<Item> {
    const ring = this.#ring as Node<Item>;
    const node = new Node(item);
    node.before = ring.before;
    node.after = ring;
    ring.before.after = node;
    ring.before = node;
    return node;
  }
}

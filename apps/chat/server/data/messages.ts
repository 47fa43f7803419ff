import { SocketException } from "carillon";
import type { Message } from "../../shared/contract.js";
import type { ChatDatabase } from "./database.js";
import { findById } from "./users.js";

/** Messages that a page loads at once. */
const pageSize = 50;
/** Messages that are kept, of all rooms together. */
const maxMessages = 50_000;

interface Row {
  seq: number;
  id: string;
  room: string;
  author: string;
  text: string;
  at: number;
  edited_at: number | null;
  deleted_at: number | null;
}

/** What was said. Carillon's history brings what a page missed a moment ago; this is all the rest. */
export class Messages {
  readonly #database: ChatDatabase;

  constructor(database: ChatDatabase) {
    this.#database = database;
  }

  /**
   * Keeps a message. The same one again, from a page that got no answer, is kept once.
   *
   * @throws SocketException `conflict` where another message has this id.
   */
  add({ id, room, text }: Pick<Message, "id" | "room" | "text">, author: string): Message {
    const { changes } = this.#database
      .prepare("INSERT OR IGNORE INTO messages (id, room, author, text, at) VALUES (?, ?, ?, ?, ?)")
      .run(id, room, author, text, Date.now());
    const row = this.#row(id);
    if (row?.author !== author || row.room !== room)
      throw new SocketException("Another message has this id.", { code: "conflict", status: 409 });
    if (changes > 0) this.#database.prepare("DELETE FROM messages WHERE seq <= ?").run(row.seq - maxMessages);
    return messageOf(row);
  }

  /**
   * The newest messages of a room, oldest first.
   *
   * @param before - Only those with a lower place.
   */
  list(room: string, before?: number): { messages: Message[]; hasMore: boolean } {
    const rows = this.#database
      .prepare("SELECT * FROM messages WHERE room = ? AND seq < ? ORDER BY seq DESC LIMIT ?")
      .all(room, before ?? Number.MAX_SAFE_INTEGER, pageSize + 1) as Row[];
    return {
      messages: rows.slice(0, pageSize).map(messageOf).reverse(),
      hasMore: rows.length > pageSize,
    };
  }

  /** @throws SocketException `unknown_message`, `forbidden` for the message of another user. */
  findOwn(id: string, author: string): Message {
    return messageOf(this.#own(id, author));
  }

  /** @throws SocketException as {@link Messages.findOwn}. */
  edit(id: string, author: string, text: string): Message {
    this.#own(id, author);
    this.#database
      .prepare("UPDATE messages SET text = ?, edited_at = ? WHERE id = ?")
      .run(text, Date.now(), id);
    return messageOf(this.#own(id, author));
  }

  /** Forgets what a message said. @throws SocketException as {@link Messages.findOwn}. */
  delete(id: string, author: string): Message {
    const row = this.#own(id, author);
    this.#database.prepare("UPDATE messages SET text = '', deleted_at = ? WHERE id = ?").run(Date.now(), id);
    return messageOf({ ...row, text: "", deleted_at: Date.now() });
  }

  #own(id: string, author: string): Row {
    const row = this.#row(id);
    if (row?.deleted_at !== null)
      throw new SocketException("That message is no longer there.", { code: "unknown_message", status: 404 });
    if (row.author !== author)
      throw new SocketException("Only the author can change a message.", { code: "forbidden", status: 403 });
    return row;
  }

  #row(id: string): Row | undefined {
    return this.#database.prepare("SELECT * FROM messages WHERE id = ?").get(id) as Row | undefined;
  }
}

/** Field by field: a row of libsql holds more than its columns. */
function messageOf({ seq, id, room, author, text, at, edited_at, deleted_at }: Row): Message {
  const from = findById(author) ?? { id: author, handle: "", name: "Someone who left" };
  return { id, seq, room, from, text, at, editedAt: edited_at, deletedAt: deleted_at };
}

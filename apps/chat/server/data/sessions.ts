import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { ChatDatabase } from "./database.js";

/** A sign-in of one browser. */
export interface StoredSession {
  readonly id: string;
  readonly user: string;
}

/** Who is signed in where. A browser holds a secret in its cookie; only its hash is kept. */
export class Sessions {
  readonly #database: ChatDatabase;
  readonly #lastsMs: number;

  /** @param lastsMs - How long one lasts, in milliseconds. */
  constructor(database: ChatDatabase, lastsMs: number) {
    this.#database = database;
    this.#lastsMs = lastsMs;
  }

  /** Begins one, and forgets those that have ended. Returns what the cookie holds. */
  begin(user: string): string {
    const secret = randomBytes(32).toString("base64url");
    this.#database.prepare("DELETE FROM sessions WHERE expires_at <= ?").run(Date.now());
    this.#database
      .prepare("INSERT INTO sessions (id, secret, user, expires_at) VALUES (?, ?, ?, ?)")
      .run(randomUUID(), hash(secret), user, Date.now() + this.#lastsMs);
    return secret;
  }

  /** The session of a cookie, if it is this user's and has not ended. */
  find(user: string, secret: string): StoredSession | undefined {
    return this.#database
      .prepare("SELECT id, user FROM sessions WHERE secret = ? AND user = ? AND expires_at > ?")
      .get(hash(secret), user, Date.now()) as StoredSession | undefined;
  }

  isAlive(id: string): boolean {
    const found: unknown = this.#database
      .prepare("SELECT 1 FROM sessions WHERE id = ? AND expires_at > ?")
      .get(id, Date.now());
    return found !== undefined;
  }

  end(id: string): void {
    this.#database.prepare("DELETE FROM sessions WHERE id = ?").run(id);
  }

  endAll(user: string): void {
    this.#database.prepare("DELETE FROM sessions WHERE user = ?").run(user);
  }
}

function hash(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

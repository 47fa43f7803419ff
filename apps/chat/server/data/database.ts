import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "libsql";

/** The SQLite database of the chat; `libsql` brings it along, nothing has to be installed. */
export type ChatDatabase = Database.Database;

/**
 * Opens the database and makes its tables where they are missing. Several processes may share the file.
 *
 * @param file - Its path, or `:memory:` for one that is gone when the process ends.
 */
export function openDatabase(file: string): ChatDatabase {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true });
  const database = new Database(file);
  database.exec("PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL;");
  database.exec(schema);
  return database;
}

/** The secret that signs tokens, made at the first start: a restarted server knows the sessions of the one before. */
export function secretOf(database: ChatDatabase): Uint8Array {
  database
    .prepare("INSERT OR IGNORE INTO settings (name, value) VALUES ('secret', ?)")
    .run(randomBytes(32).toString("base64"));
  const row = database.prepare("SELECT value FROM settings WHERE name = 'secret'").get() as { value: string };
  return Buffer.from(row.value, "base64");
}

const schema = `
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (
  id TEXT PRIMARY KEY, secret TEXT NOT NULL UNIQUE, user TEXT NOT NULL, expires_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS rooms (
  name TEXT PRIMARY KEY, kind TEXT NOT NULL, topic TEXT NOT NULL, opened_by TEXT, place INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS members (
  room TEXT NOT NULL, user TEXT NOT NULL, standing TEXT NOT NULL, invited_by TEXT, PRIMARY KEY (room, user)
);
CREATE TABLE IF NOT EXISTS reads (
  room TEXT NOT NULL, user TEXT NOT NULL, up_to INTEGER NOT NULL, PRIMARY KEY (room, user)
);
CREATE TABLE IF NOT EXISTS messages (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, room TEXT NOT NULL, author TEXT NOT NULL,
  text TEXT NOT NULL, at INTEGER NOT NULL, edited_at INTEGER, deleted_at INTEGER
);
CREATE INDEX IF NOT EXISTS messages_of_room ON messages (room, seq);
`;

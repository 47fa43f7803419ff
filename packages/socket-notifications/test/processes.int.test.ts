import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { expect, test } from "vitest";
import { Notification, Notifications, SqliteNotificationStore } from "../src/index.js";
import type { SqliteStatement } from "../src/index.js";
import { newRow } from "./notification-store.suite.js";

/** A SQLite file of the test's own. */
function temporaryFile(): Disposable & { readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), "carillon-notifications-"));
  return {
    path: join(folder, "app.db"),
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

/** Runs a process to its end. */
async function run(...args: string[]): Promise<unknown[]> {
  const child = fork(new URL("sqlite-node.ts", import.meta.url), args, {
    cwd: new URL("..", import.meta.url),
    execArgv: ["--import", "tsx", "--conditions=@carillon/source"],
  });
  return once(child, "exit");
}

test("a crash between storing and pushing loses nothing, and sending again sends nothing twice", async () => {
  using file = temporaryFile();
  expect(await run(file.path, "crash", "x")).toEqual([null, "SIGKILL"]);

  const database = new Database(file.path);
  let pushed = 0;
  const notifications = new Notifications({
    store: new SqliteNotificationStore(database),
    sanitize: (data) => data,
    toUser: () => ({ except: () => expect.unreachable(), emit: () => (pushed += 1) }),
  });
  const page = await notifications.list("a");
  expect(page).toMatchObject({ unread: 1, notifications: [{ id: "x-0", data: "x", readAt: null }] });
  class Again extends Notification {
    override id = "x-0";
    override toDatabase(): unknown {
      return "again";
    }
  }
  expect(await notifications.notify({ id: "a" }, new Again())).toMatchObject({ duplicates: 1, pushed: 0 });
  expect(pushed).toBe(0);
  expect((await notifications.list("a")).notifications).toEqual(page.notifications);
  database.close();
});

test("four processes that start at once migrate a file once and all write to it", async () => {
  using file = temporaryFile();
  const writers = ["p", "q", "r", "s"].map((name) => run(file.path, "write", name));
  expect(await Promise.all(writers)).toEqual(writers.map(() => [0, null]));
  const database = new Database(file.path);
  const { rows, head } = new SqliteNotificationStore(database).list("a", {
    after: 0,
    limit: 1_000,
    unreadOnly: false,
  });
  expect(rows.map(({ position }) => position)).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));
  expect(head).toBe(200);
  database.close();
});

test("a process that migrates keeps others out from before it reads the version", () => {
  using file = temporaryFile();
  const database = new Database(file.path);
  const other = new Database(file.path);
  // Readers do not block writers here, and one migration is left to do, as after an upgrade.
  database.exec(
    "PRAGMA journal_mode = WAL; CREATE TABLE socket_notifications_migrations (version INTEGER PRIMARY KEY)",
  );
  other.exec("PRAGMA busy_timeout = 1");
  let refused: unknown;
  const store = new SqliteNotificationStore({
    exec: (sql) => database.exec(sql),
    prepare: (sql) => {
      const statement: SqliteStatement = database.prepare(sql);
      if (!sql.includes("max(version)")) return statement;
      const get: SqliteStatement["get"] = (...parameters) => {
        const version = statement.get(...parameters);
        try {
          new SqliteNotificationStore(other);
        } catch (error) {
          refused = error;
        }
        return version;
      };
      return { run: statement.run.bind(statement), get, all: statement.all.bind(statement) };
    },
  });
  expect(String(refused)).toContain("database is locked");
  store.create([newRow("a", "1")]);
  expect(new SqliteNotificationStore(other).unreadCount("a")).toBe(1);
  other.close();
  database.close();
});

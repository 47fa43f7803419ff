import { ignore } from "@carillon/socket-contract/server";
import { Notifications, SqliteNotificationStore } from "@carillon/socket-notifications";
import Database from "libsql";
import { serve } from "./rpc.js";

/** What is asked of a list of notifications. */
export type ListQuestion = "newest page" | "page in the middle" | "count of unread" | "mark one as read";

const user = "1";
const pageSize = 50;
/** The user has no connection. */
const noSockets = { emit: ignore, except: () => noSockets };

let notifications: Notifications;
let middle = "";
let size = 0;
let marked = 0;

/** What a process with one user's notifications in SQLite offers to the harness. */
export const listCommands = {
  /** Makes a database in memory with so many notifications, every tenth unread. */
  async prepare({ rows }: { rows: number }): Promise<void> {
    const store = new SqliteNotificationStore(new Database(":memory:"));
    size = rows;
    for (let begin = 0; begin < rows; begin += 1_000) {
      const count = Math.min(1_000, rows - begin);
      const batch = Array.from({ length: count }, (_, at) => ({
        userId: user,
        id: `n${begin + at}`,
        type: "OrderShipped",
        data: `{"order":${begin + at},"text":"Your order is on its way."}`,
        createdAt: 1_700_000_000_000 + begin + at,
      }));
      store.create(batch);
      const read = batch.flatMap(({ id }, at) => (at % 10 === 0 ? [] : [id]));
      store.markRead(user, read, 1_700_000_000_000);
    }
    notifications = new Notifications({ store, toUser: () => noSockets });
    let page = await notifications.list(user, { limit: Math.min(100, rows / 2) });
    for (let left = rows / 2 - 100; left > 0; left -= 100) {
      page = await notifications.list(user, { before: page.oldest, limit: 100 });
    }
    middle = page.oldest;
  },

  /** Microseconds of CPU for each question. */
  async ask({ question, total }: { question: ListQuestion; total: number }): Promise<number> {
    const ask = questions[question];
    const begun = process.cpuUsage();
    for (let asked = 0; asked < total; asked++) await ask();
    const used = process.cpuUsage(begun);
    return (used.user + used.system) / total;
  },
};

const questions: Record<ListQuestion, () => Promise<unknown>> = {
  "newest page": () => notifications.list(user, { limit: pageSize }),
  "page in the middle": () => notifications.list(user, { before: middle, limit: pageSize }),
  "count of unread": () => notifications.unreadCount(user),
  // Most are read already, as with a client that marks what it shows.
  "mark one as read": () => notifications.markRead(user, `n${(marked++ * 7) % size}`),
};

serve(listCommands);

/** A process that writes notifications into a SQLite file: `crash` dies between storing and pushing, `write` does not. */
import process from "node:process";
import Database from "libsql";
import { Notification, Notifications, SqliteNotificationStore } from "../src/index.js";

const [file = "", mode = "", name = ""] = process.argv.slice(2);

class Said extends Notification {
  override toDatabase(): unknown {
    return name;
  }
}

const database = new Database(file);
const notifications = new Notifications({
  store: new SqliteNotificationStore(database),
  sanitize: (data) => data,
  toUser: () => ({
    except: () => {
      throw new Error("this test reads nothing");
    },
    emit: () => mode !== "crash" || process.kill(process.pid, "SIGKILL"),
  }),
});
for (let n = 0; n < 50; n++) {
  const said = new Said();
  said.id = `${name}-${String(n)}`;
  await notifications.notify({ id: "a" }, said);
}
database.close();

import { describe, expect, test, vi } from "vitest";
import { open, Said, users } from "../test/service.js";
import type { User } from "../test/service.js";
import { MemoryNotificationStore, Notification, NotifyError } from "./index.js";
import type { NotificationsOptions } from "./index.js";

async function errorOf(work: Promise<unknown>): Promise<NotifyError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(NotifyError);
  return error as NotifyError;
}

describe("notify", () => {
  test("reaches a thousand users in batches", async () => {
    const { notifications, store, pushed } = open();
    const create = vi.spyOn(store, "create");
    const report = await notifications.notify(users(1_000), new Said());
    expect(report).toMatchObject({ stored: 1_000, pushed: 1_000 });
    expect(create.mock.calls.map(([rows]) => rows.length)).toEqual(Array.from({ length: 10 }, () => 100));
    expect(new Set(pushed.map(({ to }) => to)).size).toBe(1_000);
  });

  test("serves the others when it throws for some, and leaves nothing behind for those", async () => {
    class Picky extends Said {
      override shouldSend(user: User): boolean {
        if (user.id === 1) throw new Error("no opinion");
        return user.id !== 2;
      }
      override async toSocket(user: User): Promise<unknown> {
        if (user.id === 3) throw new Error("no words");
        return super.toSocket(user);
      }
    }
    const { notifications, pushed, store } = open();
    const error = await errorOf(notifications.notify(users(5), new Picky()));
    expect(error.message).toBe("Picky did not reach 2 of 5: no opinion");
    expect(error.failures.map(({ recipient }) => recipient)).toEqual(["1", "3"]);
    expect(error.report).toMatchObject({ stored: 2, pushed: 2, skipped: 1, duplicates: 0 });
    expect(pushed.map(({ to }) => to)).toEqual(["0", "4"]);
    expect(["1", "2", "3"].map((id) => store.unreadCount(id))).toEqual([0, 0, 0]);
  });

  test("stops at an unreachable store, and the same instance reaches the rest later, no user twice", async () => {
    const { notifications, store, pushed } = open();
    const create = vi.spyOn(store, "create");
    create.mockImplementationOnce((rows) => MemoryNotificationStore.prototype.create.call(store, rows));
    create.mockImplementationOnce(() => {
      throw new Error("the database is away");
    });
    const notification = new Said();
    const error = await errorOf(notifications.notify(users(300), notification));
    expect(error.message).toBe("Said did not reach 200 of 300: the database is away");
    expect(error.report).toMatchObject({ stored: 100, pushed: 100 });
    expect(pushed).toHaveLength(100);
    expect(create).toHaveBeenCalledTimes(2);
    create.mockRestore();
    const report = await notifications.notify(users(300), notification);
    expect(report).toEqual({ id: error.report.id, stored: 200, pushed: 200, duplicates: 100, skipped: 0 });
    expect(new Set(pushed.map(({ to }) => to)).size).toBe(300);
    expect(pushed).toHaveLength(300);
  });

  test("an id of one's own is one notification, whichever instance has it", async () => {
    const { notifications, pushed } = open();
    const [a, b] = [new Said(), new Said()];
    a.id = b.id = "shipped-7";
    await notifications.notify({ id: 1 }, a);
    expect(await notifications.notify([{ id: 1 }, { id: "1" }], b)).toMatchObject({
      stored: 0,
      duplicates: 1,
    });
    expect(pushed).toHaveLength(1);
    const { notifications: list } = await notifications.list(1);
    expect(list).toMatchObject([{ id: "shipped-7" }]);
  });

  test("new ids are sortable by time, and one for each instance", async () => {
    const { notifications } = open();
    const ids: string[] = [];
    for (let n = 0; n < 50; n++) ids.push((await notifications.notify({ id: 1 }, new Said())).id);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(50);
  });

  test("goes the ways that via names", async () => {
    class Live extends Notification<User> {
      override via(): "socket"[] {
        return ["socket"];
      }
      override toSocket(): unknown {
        return "live";
      }
    }
    class Quiet extends Said {
      override via(): "database"[] {
        return ["database"];
      }
    }
    class Nowhere extends Said {
      override via(): [] {
        return [];
      }
    }
    const { notifications, pushed } = open();
    expect(await notifications.notify({ id: 1 }, new Live())).toMatchObject({ stored: 0, pushed: 1 });
    expect(await notifications.notify({ id: 1 }, new Quiet())).toMatchObject({ stored: 1, pushed: 0 });
    expect(await notifications.notify({ id: 1 }, new Nowhere())).toMatchObject({ skipped: 1 });
    expect(pushed).toMatchObject([{ payload: { data: "live", cursor: null } }]);
    expect(await notifications.unreadCount(1)).toBe(1);
  });

  test("sanitizes what is stored and what is pushed, and measures it afterwards", async () => {
    const { notifications, pushed } = open({
      sanitize: (data) => (typeof data === "string" ? data.replace(/secret/g, "***") : undefined),
      maxBytes: 16,
    });
    class Text extends Notification<User> {
      readonly #text: unknown;
      constructor(text: unknown) {
        super();
        this.#text = text;
      }
      override toDatabase(): unknown {
        return this.#text;
      }
    }
    await notifications.notify({ id: 1 }, new Text("my secret"));
    expect(pushed).toMatchObject([{ payload: { data: "my ***" } }]);
    expect((await notifications.list(1)).notifications).toMatchObject([{ data: "my ***" }]);
    const error = await errorOf(notifications.notify({ id: 1 }, new Text("é".repeat(8))));
    expect(error.message).toContain("toDatabase returned 18 bytes for 1, more than maxBytes, 16");
    expect(pushed).toHaveLength(1);
    await notifications.notify({ id: 2 }, new Text({ not: "JSON" }));
    expect((await notifications.list(2)).notifications).toMatchObject([{ data: null }]);
  });

  test("a push that fails is logged: the row is there", async () => {
    const { notifications, logged } = open({
      toUser: () => {
        throw new Error("no adapter");
      },
    });
    expect(await notifications.notify({ id: 1 }, new Said())).toMatchObject({ stored: 1, pushed: 0 });
    expect(await notifications.markRead(1, (await notifications.list(1)).notifications[0]!.id)).toHaveLength(
      1,
    );
    expect(logged).toEqual([
      "The notification could not be pushed",
      "The user's other sockets could not be told what was read",
    ]);
  });

  test.each([undefined, null, Said, { toDatabase: () => "a" }, "text"])(
    "refuses %s, which is none",
    async (what) => {
      const { notifications, store } = open();
      await expect(notifications.notify({ id: 1 }, what as never)).rejects.toThrow(
        "notify takes an instance of a class that extends Notification",
      );
      expect(store.unreadCount("1")).toBe(0);
      expect(Said).not.toHaveProperty("id");
    },
  );

  test.each<[string, unknown]>([
    ["no user", undefined],
    ["a bare id", 42],
    ["a user without an id", { name: "Ada" }],
    ["an empty id", { id: "" }],
    ["a fraction", { id: 1.5 }],
    ["an id with a zero byte", { id: "a\u0000" }],
    ["one of several", [{ id: 1 }, null]],
  ])("refuses %s before anything is sent", async (_name, to) => {
    const { notifications, pushed } = open();
    await expect(notifications.notify(to as User, new Said())).rejects.toThrow(
      "A notification goes to a user with an id",
    );
    expect(pushed).toEqual([]);
  });

  test("says what a notification lacks", async () => {
    const { notifications } = open();
    class Empty extends Notification {}
    class Mail extends Said {
      override via(): never {
        return ["mail"] as never;
      }
    }
    const named = new Said();
    named.id = "";
    await expect(notifications.notify({ id: 1 }, new Empty())).rejects.toThrow(
      "Empty needs toDatabase(user)",
    );
    await expect(notifications.notify({ id: 1 }, new Mail())).rejects.toThrow('Mail.via returned "mail"');
    await expect(notifications.notify({ id: 1 }, named)).rejects.toThrow("Said.id must be 1 to 128");
    await expect(notifications.notify(Notification.route("room", "x"), new Said())).rejects.toThrow("toRoom");
    for (const address of ["", "a\u0000", undefined, {}]) {
      expect(() => Notification.route("user", address as never)).toThrow("Notification.route takes");
    }
  });
});

test.each<[string, Partial<NotificationsOptions>, string]>([
  ["no store", { store: undefined as never }, "need a store"],
  ["half a store", { store: { create: () => [] } as never }, "need a store"],
  ["what cannot sanitize", { sanitize: true as never }, "sanitize is a function"],
  ["no toUser", { toUser: undefined as never }, "need toUser"],
  ["no limit", { maxBytes: 0 }, "maxBytes is 0"],
])("refuses %s", (_name, options, message) => {
  expect(() => open(options)).toThrow(message);
});

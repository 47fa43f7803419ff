import type { Server } from "socket.io";
import { describe, expectTypeOf, test } from "vitest";
import { Notification } from "./index.js";
import type { Notifications, NotificationTarget, NotifyReport } from "./index.js";

interface User {
  readonly id: number;
  readonly name: string;
}

class OrderShipped extends Notification<User> {
  override toDatabase(user: User): { title: string } {
    return { title: user.name };
  }
}
class Anything extends Notification {
  override async toSocket(user: { id: string }): Promise<string> {
    return user.id;
  }
  override via(): ["socket"] {
    return ["socket"];
  }
}

declare const notifications: Notifications;
declare const io: Server;

describe("notify", () => {
  test("takes the notification's users, one or many, and addresses", () => {
    const user = { id: 1, name: "Ada", more: true };
    expectTypeOf(notifications.notify(user, new OrderShipped())).toEqualTypeOf<Promise<NotifyReport>>();
    void notifications.notify([user, user], new OrderShipped());
    void notifications.notify([user, Notification.route("user", 42n)], new OrderShipped());
    void notifications.notify(Notification.route("room", "orders.7"), new Anything());
    void notifications.notify({ id: "1" }, new Anything());
  });

  test("refuses other users, and what is no notification", () => {
    // @ts-expect-error -- the name is missing
    void notifications.notify({ id: 1 }, new OrderShipped());
    // @ts-expect-error -- in a list too
    void notifications.notify([{ id: 1 }], new OrderShipped());
    // @ts-expect-error -- a string is no notification
    void notifications.notify({ id: 1, name: "Ada" }, "Hi");
    new (class extends Notification {
      // @ts-expect-error -- mail is no way of this layer
      override via(): ["mail"] {
        return ["mail"];
      }
    })();
    // @ts-expect-error -- a user or a room
    Notification.route("mail", "ada@example.org");
  });

  test("Socket.IO's own chain is a target", () => {
    expectTypeOf(io.to("users.1")).toExtend<NotificationTarget>();
  });
});

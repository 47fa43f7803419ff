import { describe, expect, test } from "vitest";
import { createRouter } from "../src/index.js";
import type { Controller, RouterOptions } from "../src/index.js";
import { routed, ways } from "./routed-server.js";

class Counter {
  static shared = 10;
  static total(): number {
    return ++this.shared;
  }
  count = 0;
  up(): number {
    return ++this.count;
  }
  both(): string {
    return "instance";
  }
  static both(): string {
    return "static";
  }
  handle(): string {
    return `handled by ${this.constructor.name}`;
  }
}
class SubCounter extends Counter {}

describe.each(ways)("handlers, $title", (way) => {
  test("`this` is right in each form, and there is one instance", async () => {
    Counter.shared = 10;
    const instance = new Counter();
    const object = {
      text: "object",
      handle(): string {
        return this.text;
      },
    };
    const plain = {
      name: "plain",
      say(): string {
        return this.name;
      },
    };
    await using server = await routed(way, (router) => {
      router.useSocketController("Counter", Counter);
      router.useSocketController("instance", instance);
      router.useSocketController("plain", plain);
      router.useSocketController("Sub", SubCounter);
      router.socket("function", function named() {
        return "function";
      });
      router.socket("static reference", Counter.total);
      router.socket("static string", "Counter@total");
      router.socket("static first", "Counter@both");
      router.socket("instance string", "Counter@up");
      router.socket("instance tuple", [Counter, "up"]);
      router.socket("own instance", "instance@up");
      router.socket("own instance tuple", [instance, "up"]);
      router.socket("plain string", "plain@say");
      router.socket("plain tuple", [plain, "say"]);
      router.socket("object", object);
      router.socket("class", Counter);
      router.socket("inherited", "Sub@handle");
    });
    const client = await server.connect();
    const answers: Record<string, unknown> = {};
    for (const { event } of server.router.routes()) {
      answers[event] = ((await client.emitWithAck(event)) as { data: unknown }).data;
    }
    expect(answers).toEqual({
      function: "function",
      "static reference": 11,
      "static string": 12,
      "static first": "static",
      "instance string": 1,
      "instance tuple": 2,
      "own instance": 1,
      "own instance tuple": 2,
      "plain string": "plain",
      "plain tuple": "plain",
      object: "object",
      class: "handled by Counter",
      inherited: "handled by SubCounter",
    });
  });

  test("resolve builds the instances, once for each class", async () => {
    const built: string[] = [];
    const options: RouterOptions = {
      resolve: (controller) => {
        built.push(controller.name);
        return Object.assign(new Counter(), { count: 100 });
      },
    };
    await using server = await routed(
      way,
      (router) => {
        router.useSocketController("Counter", Counter);
        router.socket("a", "Counter@up");
        router.socket("b", [Counter, "up"]);
        router.socket("c", "Counter@total");
      },
      options,
    );
    const client = await server.connect();
    expect(await client.emitWithAck("a")).toEqual({ ok: true, data: 101 });
    expect(await client.emitWithAck("b")).toEqual({ ok: true, data: 102 });
    expect(built).toEqual(["Counter"]);
  });
});

const target = {
  send: (): string => "sent",
  get computed(): () => string {
    return () => "computed";
  },
  value: 5,
  Nested: Counter,
};

test.each([
  ["Ctl@__proto__", 'Ctl has no method "__proto__"'],
  ["Ctl@constructor", 'Ctl has no method "constructor"'],
  ["Ctl@toString", 'Ctl has no method "toString"'],
  ["Ctl@hasOwnProperty", 'Ctl has no method "hasOwnProperty"'],
  ["Ctl@computed", 'Ctl has no method "computed"'],
  ["Ctl@value", 'Ctl has no method "value"'],
  ["Ctl@Nested", 'Ctl has no method "Nested"'],
  ["Ctl@sned", 'did you mean "send"?'],
  ["Ctll@send", 'There is no controller "Ctll" for "Ctll@send". Did you mean "Ctl"?'],
  ["__proto__@send", 'There is no controller "__proto__"'],
  ["constructor@send", 'There is no controller "constructor"'],
  ["Ctl@", "does not name a handler"],
  ["@send", "does not name a handler"],
  ["Ctl@a@b", "does not name a handler"],
  ["Class@prototype", 'Class has no method "prototype"'],
  ["Class@call", 'Class has no method "call"'],
  ["Class@name", 'Class has no method "name"'],
] as const)('"%s" fails when the routes are sealed: %s', (reference, message) => {
  const router = createRouter();
  router.useSocketController("Ctl", target);
  router.useSocketController("Class", Counter);
  router.socket("x", reference);
  expect(() => router.seal()).toThrow(`Route "x": `);
  expect(() => router.seal()).toThrow(message);
});

test.each([
  ["", {}, "one word"],
  ["a b", {}, "one word"],
  ["a@b", {}, "one word"],
  ["__proto__", {}, "one word"],
  ["Name", null, "is a class, an instance or an object"],
  ["Name", "text", "is a class, an instance or an object"],
])("useSocketController(%j, %j) is refused", (name, controller, message) => {
  expect(() => createRouter().useSocketController(name, controller as Controller)).toThrow(message);
});

test("the constructor of an old-style class is out of reach", () => {
  function Old(this: { a: number }): void {
    this.a = 1;
  }
  const router = createRouter().useSocketController("Old", Reflect.construct(Old, []) as object);
  router.socket("x", "Old@constructor");
  expect(() => router.seal()).toThrow('Old has no method "constructor"');
});

test("a name belongs to one controller", () => {
  const router = createRouter().useSocketController("Name", Counter);
  router.useSocketController("Name", Counter);
  expect(() => router.useSocketController("Name", SubCounter)).toThrow("different controller");
});

// @vitest-environment jsdom
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createClient } from "@carillon/socket-client";
import type { Client, Store } from "@carillon/socket-client";
import { act } from "@testing-library/react";
import { createElement as h } from "react";
import type { FunctionComponent } from "react";
import { createRoot } from "react-dom/client";
import { expect, it } from "vitest";
import { hooks } from "./chat-server.js";
import type { contract } from "./chat-contract.js";

const {
  CarillonProvider,
  useChannel,
  useClient,
  useEvent,
  useNotifications,
  usePresence,
  useRequest,
  useStatus,
} = hooks;

type ChatClient = Client<typeof contract>;

const components: Readonly<Record<string, FunctionComponent>> = {
  useClient: () => useClient().socketId,
  useStatus: () => useStatus().is,
  useEvent: () => {
    useEvent("server:news", () => undefined);
    return null;
  },
  useRequest: () => String(useRequest("message:send").pending),
  useChannel: () =>
    useChannel("rooms.{room}", { room: "a" }, { on: { "message:new": () => undefined } }).state.is,
  usePresence: () => String(usePresence("rooms.{room}", { room: "a" }).length),
  useNotifications: () => useNotifications().status,
};

const Empty: FunctionComponent = () => null;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

it.each(Object.entries(components))(
  "10,000 mounts and unmounts of %s leave no listener and no growth",
  async (_name, Component) => {
    let open = 0;
    const client = counting(
      createClient<typeof contract>({ autoConnect: false }),
      (change) => (open += change),
    );
    const root = createRoot(document.createElement("div"));
    const mountAndUnmount = (component: FunctionComponent, times: number): void => {
      for (let n = 0; n < times; n++) {
        act(() => {
          root.render(h(CarillonProvider, { client }, h(component)));
        });
        act(() => {
          root.render(null);
        });
      }
    };
    const growth = (component: FunctionComponent): number => {
      const before = heapUsed();
      mountAndUnmount(component, 5_000);
      return heapUsed() - before;
    };
    for (const component of [Component, Empty]) mountAndUnmount(component, 1_000);
    // React's development build keeps something of each mount, whatever is mounted.
    const ofReact = growth(Empty);
    const grown = growth(Component) + growth(Component) - 2 * ofReact;
    expect(open).toBe(0);
    // 100 bytes for each mount.
    expect(grown).toBeLessThan(1_000_000);
    act(() => {
      root.unmount();
    });
    await client.close();
  },
);

function heapUsed(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** A client that counts what is subscribed on it. */
function counting(client: ChatClient, count: (change: 1 | -1) => void): ChatClient {
  function counted(subscribe: (...args: never[]) => () => void): (...args: never[]) => () => void {
    return (...args) => {
      const undo = subscribe(...args);
      count(1);
      return () => {
        count(-1);
        undo();
      };
    };
  }
  function store<Of extends Store<unknown>>(of: Of): Of {
    return { ...of, subscribe: counted(of.subscribe) as never };
  }
  const status = store(client.status);
  const list = client.notifications();
  const notifications = {
    subscribe: counted(list.subscribe),
    getSnapshot: list.getSnapshot,
    getServerSnapshot: list.getServerSnapshot,
  };
  return new Proxy(client, {
    get(target, key) {
      if (key === "status") return status;
      if (key === "notifications") return () => notifications;
      if (key === "on") return counted(target.on.bind(target));
      if (key === "channel") {
        return (name: "rooms.{room}", params: { room: string }) => {
          const channel = target.channel(name, params);
          return {
            ...channel,
            on: counted(channel.on),
            onWhisper: counted(channel.onWhisper),
            onGap: counted(channel.onGap),
            state: store(channel.state),
            presence: store(channel.presence as unknown as Store<unknown>),
          };
        };
      }
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

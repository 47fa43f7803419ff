// @vitest-environment jsdom
import { waitFor } from "@carillon/socket-testing";
import { act, cleanup, render } from "@testing-library/react";
import { createElement as h, StrictMode, startTransition, Suspense, use, useState } from "react";
import type { FunctionComponent, ReactNode } from "react";
import { afterEach, describe, expect, it } from "vitest";
import { Notification } from "@carillon/socket-notifications";
import type { Client } from "@carillon/socket-client";
import { hooks, startChat } from "./chat-server.js";
import type { contract } from "./chat-contract.js";
import type { ChatServer } from "./chat-server.js";

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

afterEach(cleanup);

type ChatClient = Client<typeof contract>;

function tree(client: ChatClient, ...children: ReactNode[]): ReactNode {
  return h(StrictMode, null, h(CarillonProvider, { client }, ...children));
}

/** Waits in a way that lets React render what happens meanwhile. */
async function until(condition: () => boolean): Promise<void> {
  await act(() => waitFor(condition));
}

function Here({ room }: { room: string }): string {
  return usePresence("rooms.{room}", { room }, (members) => members.map(({ info }) => info?.name).join());
}

describe("useChannel", () => {
  function Messages({ room, onMessage }: { room: string | null; onMessage: (text: string) => void }): string {
    const { state } = useChannel("rooms.{room}", room === null ? null : { room }, {
      on: { "message:new": ({ text }) => void onMessage(text) },
    });
    return state.is;
  }

  it("joins once under StrictMode, on one connection (laravel/echo#482, cloudflare/partykit#336)", async () => {
    await using chat = await startChat();
    const client = chat.client("ada");
    const seen: string[] = [];
    const view = render(tree(client, h(Messages, { room: "a", onMessage: (text) => void seen.push(text) })));
    await until(() => view.container.textContent === "joined");
    await act(() => client.request("message:send", { room: "a", text: "hi" }));
    await until(() => seen.length > 0);
    expect(seen).toEqual(["hi"]);
    expect(chat.log).toEqual(["+rooms.a"]);
    expect(chat.connections()).toBe(1);
  });

  it("mounted, unmounted, mounted: one socket, one join, no leave", async () => {
    await using chat = await startChat();
    const client = chat.client("ada");
    const seen: string[] = [];
    const page = (isOpen: boolean): ReactNode =>
      tree(client, isOpen && h(Messages, { room: "a", onMessage: (text) => void seen.push(text) }));
    const view = render(page(true));
    await until(() => view.container.textContent === "joined");
    view.rerender(page(false));
    view.rerender(page(true));
    await act(() => client.request("message:send", { room: "a", text: "still here" }));
    await until(() => seen.length > 0);
    expect(seen).toEqual(["still here"]);
    expect(chat.log).toEqual(["+rooms.a"]);
    expect(chat.connections()).toBe(1);
  });

  it("three changes in a row are one subscription and lose nothing (laravel/echo#539, #458, #454, #472)", async () => {
    await using chat = await startChat();
    const client = chat.client("ada");
    const seen: string[] = [];
    const page = (mark: string): ReactNode =>
      tree(client, h(Messages, { room: "a", onMessage: (text) => void seen.push(`${mark} ${text}`) }));
    const view = render(page("0"));
    await until(() => view.container.textContent === "joined");
    const sent = client.request("message:send", { room: "a", text: "while it changes" });
    for (const mark of ["1", "2", "3"]) view.rerender(page(mark));
    await act(() => sent);
    await until(() => seen.length > 0);
    expect(seen).toEqual(["3 while it changes"]);
    expect(chat.log).toEqual(["+rooms.a"]);
  });

  it("away and back within 250 ms costs no traffic", async () => {
    await using chat = await startChat();
    const client = chat.client("ada");
    const page = (room: string): ReactNode => tree(client, h(Messages, { room, onMessage: () => undefined }));
    const view = render(page("a"));
    await until(() => view.container.textContent === "joined");
    for (const room of ["b", "a", "b", "a"]) view.rerender(page(room));
    await until(() => view.container.textContent === "joined");
    expect(chat.log.filter((line) => line.endsWith("rooms.a"))).toEqual(["+rooms.a"]);
  });

  it("joins nothing without params, and leaves for good once it is unmounted", async () => {
    await using chat = await startChat();
    const client = chat.client("ada");
    const view = render(tree(client, h(Messages, { room: null, onMessage: () => undefined })));
    expect(view.container.textContent).toBe("left");
    expect(chat.connections()).toBe(0);
    view.rerender(tree(client, h(Messages, { room: "a", onMessage: () => undefined })));
    await until(() => view.container.textContent === "joined");
    view.unmount();
    await waitFor(() => !chat.socket.io().of("/").adapter.rooms.has("rooms.a"));
  });

  describe("onFresh", () => {
    function Fresh({ onFresh, onMessage }: Record<"onFresh" | "onMessage", () => void>): string {
      const on = { "message:new": onMessage };
      return useChannel("rooms.{room}", { room: "a" }, { on, onFresh }).state.is;
    }

    it("loads once joined, not after a reconnect that brings what was missed, and again after a gap", async () => {
      await using chat = await startChat();
      const client = chat.client("ada");
      let [loads, messages] = [0, 0];
      const view = render(
        h(CarillonProvider, { client }, h(Fresh, { onFresh: () => loads++, onMessage: () => messages++ })),
      );
      await until(() => view.container.textContent === "joined");
      expect(loads).toBe(1);
      const reconnect = async (meanwhile: number): Promise<void> => {
        chat.server.io.disconnectSockets(true);
        for (let n = 0; n < meanwhile; n++)
          await chat.socket.broadcast("rooms.a", "message:new", { id: n, text: "missed" });
        await until(() => view.container.textContent === "joining");
        await until(() => view.container.textContent === "joined");
      };
      await reconnect(1);
      expect([loads, messages]).toEqual([1, 1]);
      await reconnect(150); // the history holds a hundred
      expect([loads, messages]).toEqual([2, 1]);
    });

    it("loads where the channel was joined before, even after a reconnect", async () => {
      await using chat = await startChat();
      const client = chat.client("ada");
      const channel = client.channel("rooms.{room}", { room: "a" });
      const states: unknown[] = [];
      channel.state.subscribe(() => states.push(channel.state.getSnapshot().recovered));
      await waitFor(() => channel.state.getSnapshot().is === "joined");
      chat.server.io.disconnectSockets(true);
      await waitFor(() => states.includes(true));
      let loads = 0;
      render(
        h(CarillonProvider, { client }, h(Fresh, { onFresh: () => loads++, onMessage: () => undefined })),
      );
      await until(() => loads === 1);
    });
  });

  it("shows why a join was refused", async () => {
    await using chat = await startChat();
    function Refused(): string {
      const { state } = useChannel("rooms.{room}", { room: "locked" });
      return state.is === "refused" ? (state.error?.code ?? "") : state.is;
    }
    const view = render(tree(chat.client("ada"), h(Refused)));
    await until(() => view.container.textContent === "forbidden_room");
  });

  it("whispers, and hears the whispers of others", async () => {
    await using chat = await startChat();
    const [ada, grace] = [chat.client("ada"), chat.client("grace")];
    const heard: unknown[] = [];
    function Typing({ name }: { name: string }): ReactNode {
      const { whisper, state } = useChannel(
        "rooms.{room}",
        { room: "a" },
        {
          onWhisper: { typing: (data: unknown, from: unknown) => void heard.push([name, data, from]) },
        },
      ) as unknown as { whisper: (event: string, data: unknown) => void; state: { is: string } };
      return h("button", { onClick: () => void whisper("typing", { on: true }) }, `${name} ${state.is}`);
    }
    const view = render(
      h("div", null, tree(ada, h(Typing, { name: "ada" })), tree(grace, h(Typing, { name: "grace" }))),
    );
    await until(() => view.container.textContent === "ada joinedgrace joined");
    act(() => void view.getByText("ada joined").click());
    await until(() => heard.length > 0);
    expect(heard).toEqual([["grace", { on: true }, "ada"]]);
  });

  it("a render that is thrown away joins nothing", async () => {
    await using chat = await startChat();
    const client = chat.client("ada");
    const never = new Promise<never>(() => undefined);
    function Suspended(): ReactNode {
      useChannel("rooms.{room}", { room: "a" });
      return use(never);
    }
    let open!: () => void;
    function Page(): ReactNode {
      const [isOpen, setOpen] = useState(false);
      open = () => {
        startTransition(() => {
          setOpen(true);
        });
      };
      return isOpen ? h(Suspended) : "closed";
    }
    const view = render(tree(client, h(Suspense, { fallback: "waiting" }, h(Page))));
    act(open);
    expect(view.container.textContent).toBe("closed");
    expect(client.status.getSnapshot().is).toBe("idle");
    expect(chat.log).toEqual([]);
  });
});

describe("usePresence", () => {
  it("shows who is here over two clients, and renders only when the selection changes", async () => {
    await using chat = await startChat();
    let renders = 0;
    function HasGrace(): string {
      renders += 1;
      return String(usePresence("rooms.{room}", { room: "a" }, hasGrace));
    }
    const view = render(tree(chat.client("ada"), h(Here, { room: "a" }), " ", h(HasGrace)));
    await until(() => view.container.textContent === "ada false");
    const before = renders;
    const bob = render(tree(chat.client("bob"), h(Here, { room: "a" })));
    await until(() => view.container.textContent === "ada,bob false");
    expect(renders).toBe(before);
    const grace = render(tree(chat.client("grace"), h(Here, { room: "a" })));
    await until(() => view.container.textContent === "ada,bob,grace true");
    bob.unmount();
    grace.unmount();
  });

  it("renders no more often where what is selected holds the same as before", async () => {
    await using chat = await startChat();
    let renders = 0;
    function Guests(): string {
      renders += 1;
      const names = usePresence("rooms.{room}", { room: "a" }, (members) =>
        members.map(({ id }) => id).filter((id) => id !== "ada" && id !== "bob"),
      );
      return names.join();
    }
    const view = render(tree(chat.client("ada"), h(Here, { room: "a" }), " ", h(Guests)));
    await until(() => view.container.textContent === "ada ");
    const before = renders;
    const bob = render(tree(chat.client("bob"), h(Here, { room: "a" })));
    await until(() => view.container.textContent === "ada,bob ");
    expect(renders).toBe(before);
    bob.unmount();
  });

  it("keeps the channel while another component still uses it (ably/ably-js#1687)", async () => {
    await using chat = await startChat();
    const client = chat.client("ada");
    const page = (both: boolean): ReactNode =>
      tree(client, h(Here, { room: "a" }), both && h("i", null, h(Here, { room: "a" })));
    const view = render(page(true));
    await until(() => view.container.textContent === "adaada");
    view.rerender(page(false));
    const other = render(tree(chat.client("bob"), h(Here, { room: "a" })));
    await until(() => view.container.textContent === "ada,bob");
    expect(chat.log).toEqual(["+rooms.a", "+rooms.a"]);
    other.unmount();
  });
});

describe("useRequest", () => {
  type Sending = ReturnType<typeof useSending>;
  const useSending = (texts: string[], errors: string[]) =>
    useRequest("message:send", {
      optimistic: ({ text }) => {
        texts.push(text);
        return () => void texts.splice(texts.indexOf(text), 1);
      },
      onError: ({ code }) => void errors.push(code),
    });

  async function sending(
    chat: ChatServer,
  ): Promise<{ texts: string[]; errors: string[]; latest: () => Sending; runs: unknown[] }> {
    const texts: string[] = [];
    const errors: string[] = [];
    const runs: unknown[] = [];
    let latest!: Sending;
    function Composer(): null {
      latest = useSending(texts, errors);
      if (!runs.includes(latest.run)) runs.push(latest.run);
      return null;
    }
    render(tree(chat.client("ada"), h(Composer)));
    await Promise.resolve();
    return { texts, errors, latest: () => latest, runs };
  }

  it("runs, shows the reply, and keeps the same function", async () => {
    await using chat = await startChat();
    const { latest, runs } = await sending(chat);
    let outcome: unknown;
    await act(async () => {
      outcome = await latest().run({ room: "a", text: "hi" });
    });
    expect(outcome).toEqual({ ok: true, data: { id: 1 } });
    expect(latest()).toMatchObject({ data: { id: 1 }, error: undefined, pending: false });
    // StrictMode renders a component's first time twice, with state of its own each time.
    expect(runs.length).toBeLessThanOrEqual(2);
    act(() => {
      latest().reset();
    });
    expect(latest()).toMatchObject({ data: undefined, pending: false });
  });

  it("takes back what was shown when it fails, and never rejects", async () => {
    await using chat = await startChat();
    const { latest, texts, errors } = await sending(chat);
    let pending!: Promise<unknown>;
    act(() => {
      pending = latest().run({ room: 7 as never, text: "wrong" }, { timeoutMs: 5_000 });
    });
    expect(texts).toEqual(["wrong"]);
    expect(latest().pending).toBe(true);
    await act(() => pending);
    expect(texts).toEqual([]);
    expect(latest()).toMatchObject({ pending: false, data: undefined });
    expect(errors).toHaveLength(1);
    expect(latest().error?.code).toBe(errors[0]);
  });

  it("shows the latest run, whichever is answered last", async () => {
    await using chat = await startChat();
    const { latest } = await sending(chat);
    await act(async () => {
      const first = latest().run({ room: "a", text: "held" });
      const second = latest().run({ room: "a", text: "second" });
      await Promise.all([first, second]);
    });
    expect(latest().data).toEqual({ id: 2 });
  });
});

it("useEvent calls the listener of the latest render, once", async () => {
  await using chat = await startChat();
  const client = chat.client("ada");
  const seen: string[] = [];
  function News({ mark }: { mark: string }): string {
    useEvent("server:news", ({ title }) => void seen.push(`${mark} ${title}`));
    return useStatus().is;
  }
  const view = render(tree(client, h(News, { mark: "a" })));
  await until(() => view.container.textContent === "online");
  view.rerender(tree(client, h(News, { mark: "b" })));
  await chat.socket.emit("server:news", { title: "hello" });
  await until(() => seen.length > 0);
  expect(seen).toEqual(["b hello"]);
});

it("useNotifications lists, follows pushes and marks as read", async () => {
  await using chat = await startChat();
  const outcomes: unknown[] = [];
  function Bell(): ReactNode {
    const { items, unread, status, markAllRead } = useNotifications();
    const onClick = (): void => {
      void markAllRead().then((outcome) => outcomes.push(outcome));
    };
    return h("button", { onClick }, `${status} ${items.length} ${unread}`);
  }
  const view = render(tree(chat.client("ada"), h(Bell)));
  await until(() => view.container.textContent === "ready 0 0");
  await chat.socket.notify({ id: "ada", name: "ada" }, new Welcome());
  await until(() => view.container.textContent === "ready 1 1");
  act(() => {
    view.getByRole("button").click();
  });
  await until(() => outcomes.length > 0);
  expect(outcomes).toEqual([{ ok: true, data: undefined }]);
  expect(view.container.textContent).toBe("ready 1 0");
});

it("says how to mend a hook without a provider", () => {
  const Lost: FunctionComponent = () => {
    useClient();
    return null;
  };
  expect(() => render(h(Lost))).toThrow("wrap the component in <CarillonProvider client={client}>");
});

function hasGrace(members: readonly { readonly id: string }[]): boolean {
  return members.some(({ id }) => id === "grace");
}

class Welcome extends Notification {
  override via(): readonly ["database", "socket"] {
    return ["database", "socket"];
  }
  override toDatabase(): { title: string } {
    return { title: "Welcome" };
  }
}

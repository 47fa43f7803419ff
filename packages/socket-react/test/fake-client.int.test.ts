// @vitest-environment jsdom
import { createFakeClient, waitFor } from "@carillon/socket-testing";
import { act, cleanup, render } from "@testing-library/react";
import { createElement as h, StrictMode, useState } from "react";
import { afterEach, it } from "vitest";
import { hooks } from "./chat-server.js";
import type { contract } from "./chat-contract.js";

const { CarillonProvider, useChannel, usePresence, useRequest, useStatus } = hooks;

afterEach(cleanup);

function Room(): string {
  const [texts, setTexts] = useState<string[]>([]);
  const { is } = useStatus();
  const { state } = useChannel(
    "rooms.{room}",
    { room: "a" },
    {
      on: {
        "message:new": ({ text }) => {
          setTexts((before) => [...before, text]);
        },
      },
    },
  );
  const here = usePresence("rooms.{room}", { room: "a" }, (members) => members.map(({ id }) => id).join());
  return [is, state.is, here, ...texts].join(" ");
}

function Send(): ReturnType<typeof h> {
  const { run, error } = useRequest("message:send");
  return h("button", { onClick: () => void run({ room: "a", text: "hi" }) }, error?.code ?? "send");
}

it("hooks cannot tell a fake client from one with a server", async () => {
  await using client = createFakeClient<typeof contract>();
  const page = h(StrictMode, null, h(CarillonProvider, { client }, h("p", null, h(Room)), h(Send)));
  const view = render(page);
  const text = (): string => view.container.querySelector("p")?.textContent ?? "";
  const see = (expected: string): Promise<void> =>
    act(async () => {
      await waitFor(() => text() === expected);
    });
  await see("online joined ");
  act(() => {
    client.push("message:new", { room: "a", text: "hello" } as never, { channel: "rooms.a" });
    client.pushMembers("rooms.a", [{ id: "ada", info: { name: "Ada" } }]);
  });
  await see("online joined ada hello");
  act(() => {
    client.goOffline();
  });
  await see("waiting joining ada hello");
  act(() => {
    client.goOnline();
  });
  await see("online joined ada hello");
  await act(async () => {
    view.container.querySelector("button")?.click();
    await waitFor(() => client.requests.length === 1);
  });
  await act(async () => {
    await waitFor(() => view.container.querySelector("button")?.textContent === "unknown_event");
  });
});

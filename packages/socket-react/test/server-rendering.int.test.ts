// @vitest-environment jsdom
import { waitFor } from "@carillon/socket-testing";
import { act } from "@testing-library/react";
import { createElement as h, StrictMode } from "react";
import type { ReactNode } from "react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { expect, it } from "vitest";
import type { Client } from "@carillon/socket-client";
import { hooks, startChat } from "./chat-server.js";
import type { contract } from "./chat-contract.js";

const { CarillonProvider, useChannel, useEvent, useNotifications, usePresence, useRequest, useStatus } =
  hooks;

function Page(): string {
  const { is } = useStatus();
  const { state } = useChannel("rooms.{room}", { room: "a" }, { on: { "message:new": () => undefined } });
  const names = usePresence("rooms.{room}", { room: "a" }, (members) => members.map(({ id }) => id).join());
  const { unread } = useNotifications();
  const { pending } = useRequest("message:send");
  useEvent("server:news", () => undefined);
  return JSON.stringify({ is, state: state.is, names, unread, pending });
}

function app(client: Client<typeof contract>): ReactNode {
  return h(StrictMode, null, h(CarillonProvider, { client }, h(Page)));
}

it("renders on a server without connecting, and hydrates without a mismatch", async () => {
  await using chat = await startChat();
  const onServer = chat.client("guest");
  const html = renderToString(app(onServer));
  expect(onServer.status.getSnapshot()).toEqual({ is: "idle" });
  expect(chat.connections()).toBe(0);
  const container = document.createElement("div");
  container.innerHTML = html;
  expect(JSON.parse(container.textContent)).toEqual({
    is: "idle",
    state: "joining",
    names: "",
    unread: 0,
    pending: false,
  });

  const problems: unknown[] = [];
  const client = chat.client("ada");
  const root = await act(() =>
    hydrateRoot(container, app(client), { onRecoverableError: (error) => void problems.push(error) }),
  );
  await act(() => waitFor(() => container.textContent.includes('"names":"ada"')));
  expect(JSON.parse(container.textContent)).toMatchObject({ is: "online", state: "joined" });
  expect(problems).toEqual([]);
  act(() => {
    root.unmount();
  });
});

it("hydrates without a mismatch where the client knows more than the server's page by then", async () => {
  await using chat = await startChat();
  const container = document.createElement("div");
  container.innerHTML = renderToString(app(chat.client("guest")));
  const client = chat.client("ada");
  const { presence } = client.channel("rooms.{room}", { room: "a" });
  presence.subscribe(() => undefined);
  await waitFor(() => presence.count() === 1);

  const problems: unknown[] = [];
  const root = await act(() =>
    hydrateRoot(container, app(client), { onRecoverableError: (error) => void problems.push(error) }),
  );
  expect(problems).toEqual([]);
  expect(JSON.parse(container.textContent)).toMatchObject({ is: "online", state: "joined", names: "ada" });
  act(() => {
    root.unmount();
  });
});

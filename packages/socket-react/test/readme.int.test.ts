// @vitest-environment jsdom
import { createClient } from "@carillon/socket-client";
import type { Client } from "@carillon/socket-client";
import { createRealtime } from "@carillon/socket-facade";
import { startServer, waitFor } from "@carillon/socket-testing";
import { act, cleanup, render } from "@testing-library/react";
import { createElement as h } from "react";
import type { FunctionComponent, ReactNode } from "react";
import { afterEach, expect, it } from "vitest";
import { readmeExamples } from "../../../scripts/readme-examples.js";

afterEach(cleanup);

/** What the code block that shows a component exports. */
async function blockWith<Name extends string>(
  component: Name,
): Promise<
  Record<Name, FunctionComponent<{ id?: number }>> & {
    CarillonProvider: FunctionComponent<{ client: Client; children?: ReactNode }>;
  }
> {
  const block = readmeExamples().find(
    ({ title, code }) =>
      title.includes("socket-react/README.md") && code.includes(`export function ${component}(`),
  );
  return (await import(/* @vite-ignore */ block?.file ?? "")) as never;
}

async function until(condition: () => boolean): Promise<void> {
  await act(() => waitFor(condition));
}

it("README, from Laravel Echo: shows what is broadcast, who is here and the unread ones", async () => {
  const { CarillonProvider, Order } = await blockWith("Order");
  const { route, socket } = createRealtime({
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    auth: { guards: { api: ({ token }: { token: string }) => ({ id: token }) } },
  });
  socket.use("auth:socket");
  route.notifications();
  route.channel("orders.{id}", { join: () => true, presence: true });
  await using server = await startServer((io) => {
    socket.attach(io);
  });
  await using client = createClient({ url: server.url, token: () => "ada" });
  const view = render(h(CarillonProvider, { client }, h(Order, { id: 7 })));
  await until(() => view.container.textContent === "online: order 7 is new, ada here, 0 unread");
  await act(() => socket.broadcast("orders.7", "order:updated", { status: "shipped" }));
  await until(() => view.container.textContent === "online: order 7 is shipped, ada here, 0 unread");
});

it("README, from plain socket.io-client: listens and asks, on a server without Carillon", async () => {
  const { CarillonProvider, Chat } = await blockWith("Chat");
  let said = 0;
  await using server = await startServer((io) => {
    io.on("connection", (socket) =>
      socket.on("chat:say", (text: string, ack: (n: number) => void) => {
        io.emit("chat:message", text);
        ack(++said);
      }),
    );
  });
  await using client = createClient({ url: server.url });
  const view = render(h(CarillonProvider, { client }, h(Chat)));
  act(() => {
    view.getByRole("button").click();
  });
  await view.findByText("Said as number 1", {}, { timeout: 60_000 });
  expect(view.container.textContent).toBe("HelloSaid as number 1");
});

function quiet(): void {
  // The tests read no log.
}

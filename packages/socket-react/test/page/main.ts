import { createClient } from "@carillon/socket-client";
import { createHooks } from "@carillon/socket-react";
import { createElement as h, StrictMode, useState } from "react";
import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";
import type { contract } from "../chat-contract.js";

const { CarillonProvider, useChannel, usePresence, useRequest, useStatus } = createHooks<typeof contract>();

const client = createClient<typeof contract>({
  token: () => new URLSearchParams(location.search).get("user"),
  offline: { "message:send": { queue: 10, expireMs: 60_000 } },
});

function Room(): ReactNode {
  const [texts, setTexts] = useState<readonly string[]>([]);
  const { is } = useStatus();
  useChannel(
    "rooms.{room}",
    { room: "a" },
    {
      on: { "message:new": ({ text }) => void setTexts((before) => [...before, text]) },
    },
  );
  const names = usePresence("rooms.{room}", { room: "a" }, (members) => members.map(({ id }) => id).join());
  const { run, pending } = useRequest("message:send");
  return h(
    "main",
    null,
    h("p", { id: "status" }, is),
    h("p", { id: "names" }, names),
    h("p", { id: "texts" }, texts.join()),
    h("button", { onClick: () => void run({ room: "a", text: `m${String(texts.length)}` }) }, "Send"),
    h("p", { id: "pending" }, String(pending)),
  );
}

createRoot(document.getElementById("root")!).render(
  h(StrictMode, null, h(CarillonProvider, { client }, h(Room))),
);

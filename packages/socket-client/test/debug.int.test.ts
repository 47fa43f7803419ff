import type { DebugEntry } from "@carillon/socket-client";
import { SocketException } from "@carillon/socket-contract";
import { waitFor } from "@carillon/socket-testing";
import { expect, it } from "vitest";
import { startApp } from "./start-app.js";

it("tells what is sent, what is answered and how fast, and what arrives; never a payload", async () => {
  await using app = await startApp(({ route, socket }) => {
    route.socket("greet", async () => {
      await socket.emit("greeting", { text: "secret" });
      return "secret";
    });
    route.socket("refuse", () => {
      throw new SocketException("Not here", { code: "sold_out" });
    });
  });
  const seen: DebugEntry[] = [];
  const client = app.client({ onDebug: (entry) => seen.push(entry) });
  await client.request("greet", { text: "secret" });
  await client.try("refuse");
  await waitFor(() => seen.some(({ what }) => what === "received"));

  // It waits for the first connection, which is told too.
  const told = (about: string) => seen.filter((entry) => entry.about === about && entry.what !== "queued");
  expect(told("greet")).toEqual([
    { what: "sent", about: "greet" },
    { what: "answered", about: "greet", latencyMs: expect.any(Number) as number },
  ]);
  expect(told("refuse")).toMatchObject([{ what: "sent" }, { what: "answered", code: "sold_out" }]);
  expect(told("greeting")).toEqual([{ what: "received", about: "greeting" }]);
  expect(JSON.stringify(seen)).not.toContain("secret");
});

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Route, Socket } from "carillon";
import { waitFor } from "@carillon/socket-testing";
import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { freshFacades } from "./seed-kit.js";

test("the seed's page: signs in by its token, sends, and shows notifications", async () => {
  await using _facades = freshFacades();
  const received: unknown[] = [];
  Socket.use("auth:socket");
  Route.socket("chat:message", (_socket, payload: unknown, { userId }) => {
    received.push([userId, payload]);
    return {};
  });
  const page = readFileSync(new URL("seed/page.html", import.meta.url), "utf8");
  const httpServer = createServer((_request, response) => {
    response.setHeader("content-type", "text/html").end(page);
  });
  Socket.attach(httpServer);
  httpServer.listen(0, "127.0.0.1");
  await waitFor(() => httpServer.listening);
  const url = `http://127.0.0.1:${String((httpServer.address() as AddressInfo).port)}/`;

  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  });
  try {
    const context = await browser.newContext();
    await context.addInitScript('localStorage.setItem("apiToken", "ada")');
    const tab = await context.newPage();
    const printed: string[] = [];
    tab.on("console", (line) => printed.push(line.text()));
    tab.on("pageerror", (error) => printed.push(error.message));
    await tab.goto(url);
    await waitFor(() => received.length === 1);
    expect(received).toEqual([["42", { room: "lobby", text: "hi" }]]);
    await Socket.emitTo(42, "notification:new", { title: "Hi" });
    await Socket.emitTo(42, "notification:read", { id: 7 });
    await Socket.emitTo(42, "notification:read-all", {});
    await tab.locator("li").nth(2).waitFor();
    expect(await tab.locator("li").allTextContents()).toEqual(["new Hi", "read 7", "clear"]);
    expect(printed).toEqual([expect.stringMatching(/^connected /)]);
  } finally {
    await browser.close();
  }
});

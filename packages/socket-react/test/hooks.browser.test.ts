import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../../../scripts/chromium.js";
import { startChat } from "./chat-server.js";

const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };
let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "carillon-hooks-"));
  await build({
    configFile: false,
    root: fileURLToPath(new URL("page", import.meta.url)),
    base: "./",
    logLevel: "warn",
    resolve: { conditions: ["@carillon/source", "module", "browser", "production"] },
    build: { outDir: folder, emptyOutDir: true },
  });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

/** Serves the built page beside the sockets. */
const pages = () =>
  createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const file = join(folder, path === "/" ? "index.html" : path);
    readFile(file).then(
      (content) => response.setHeader("content-type", types[extname(file)] ?? "text/plain").end(content),
      () => response.writeHead(404).end(),
    );
  });

test("two people under StrictMode: presence, a message, offline within a second, and what waited is sent once", async () => {
  await using chat = await startChat(pages());
  const problems: string[] = [];
  async function open(user: string): Promise<Page> {
    const context = await browser.newContext();
    const page = await context.newPage();
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(`${chat.server.url}/?user=${user}`);
    return page;
  }
  const [ada, grace] = [await open("ada"), await open("grace")];
  const see = async (page: Page, id: string, text: string): Promise<void> => {
    await page.locator(`#${id}`, { hasText: new RegExp(`^${text}$`) }).waitFor();
  };
  for (const page of [ada, grace]) await see(page, "names", "(ada,grace|grace,ada)");
  expect(chat.connections()).toBe(2);
  await ada.getByRole("button").click();
  for (const page of [ada, grace]) await see(page, "texts", "m0");

  await ada.context().setOffline(true);
  await see(ada, "status", "waiting");
  await ada.getByRole("button").click();
  await see(ada, "pending", "true");
  await grace.getByRole("button").click();
  await see(grace, "texts", "m0,m1");
  await ada.context().setOffline(false);
  await see(ada, "status", "online");
  await see(ada, "texts", "m0,m1,m1");
  await see(grace, "texts", "m0,m1,m1");
  expect(problems).toEqual([]);
});

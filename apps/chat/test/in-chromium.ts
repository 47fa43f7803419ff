import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import { launchChromium } from "../../../scripts/chromium.js";
import type {} from "./build-chat.js";
import { startChat } from "./start-chat.js";
import type { RunningChat } from "./start-chat.js";

export type Name = "Ada" | "Grace" | "Mary" | "Joan";

/** The chat of one test file in a real browser: one browser, one server unless a test starts its own. */
export interface InChromium {
  readonly url: () => string;
  /** Starts another server with the same page. */
  start(env?: Readonly<Record<string, string>>, args?: readonly string[]): Promise<RunningChat>;
  /** A page in a browser context of its own: its storage and cookies are shared with no other. */
  open(path?: string, options?: BrowserContextOptions): Promise<Page>;
  /** The same, signed in, with the lobby open. */
  openAs(name: Name, options?: BrowserContextOptions & { readonly url?: string }): Promise<Page>;
}

/** Sets up the tests of a file, and looks after each that no page had an error or had to refuse a script. */
export function inChromium(env: Readonly<Record<string, string>> = {}): InChromium {
  const contexts: BrowserContext[] = [];
  const problems: string[] = [];
  const { page: builtPage, server } = inject("chat");
  let browser: Browser;
  let chat: RunningChat;

  beforeAll(async () => {
    [browser, chat] = await Promise.all([launchChromium(), start()]);
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    expect(problems.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await chat.stop("SIGKILL");
  });

  function start(
    more: Readonly<Record<string, string>> = {},
    args?: readonly string[],
  ): Promise<RunningChat> {
    // The tests say more in a second than a person would.
    return startChat({ CHAT_PAGE: builtPage, CHAT_MESSAGES: "1000,10s", ...env, ...more }, args, server);
  }

  async function open(path = "/", options?: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext({ locale: "en-GB", ...options });
    contexts.push(context);
    context.on("weberror", (error) => problems.push(error.error().message));
    context.on("console", (line) => {
      if (line.text().includes("Content Security Policy")) problems.push(line.text());
    });
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    await page.goto(new URL(path, chat.url).href);
    return page;
  }

  return {
    url: () => chat.url,
    start,
    open,
    openAs: async (name, { url = chat.url, ...options } = {}) => {
      const page = await open(`${url}/?as=${name.toLowerCase()}`, options);
      await page.locator('[role="log"][aria-busy="false"]').waitFor(); // joined, with its messages
      await connection(page, "Online");
      return page;
    },
  };
}

/** Writes into the open room and sends with Enter. */
export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await page.keyboard.press("Enter");
}

export function composer(page: Page) {
  return page.getByRole("textbox", { name: /^Message to/ });
}

/** Waits until a text stands among the messages. */
export async function heard(page: Page, text: string): Promise<void> {
  await page.getByRole("log").getByText(text, { exact: true }).first().waitFor();
}

/** Waits until the page says so of its connection. */
export async function connection(page: Page, state: "Online" | "Offline"): Promise<void> {
  await page
    .locator(".sidebar")
    .getByRole("status", { name: "Connection", includeHidden: true })
    .getByText(state)
    .waitFor({ state: "attached" });
}

/** Opens a room by its link. */
export async function openRoom(page: Page, name: string): Promise<void> {
  await page
    .getByRole("navigation")
    .getByRole("link", { name: new RegExp(`^#?${name}\\b`) })
    .click();
}

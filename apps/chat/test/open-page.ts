import { chromium } from "playwright-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/** Debian's Chromium, without a sandbox (tests run as root) and without anything that talks to the network. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}

/** A page of a person of its own: its storage is shared with no other. */
export interface PersonalPage extends AsyncDisposable {
  readonly page: Page;
  /** What went wrong in the page: exceptions, and whatever its own policy had to refuse. */
  readonly problems: readonly string[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens the chat in a context of its own. */
export async function openPage(
  browser: Browser,
  url: string,
  options?: BrowserContextOptions,
): Promise<PersonalPage> {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (line) => {
    if (line.type() === "error" && line.text().includes("Content Security Policy"))
      problems.push(line.text());
  });
  await page.goto(url);
  return { page, problems, [Symbol.asyncDispose]: () => context.close() };
}

/** Fills in a demo user with one click and signs in. */
export async function signInAs(page: Page, name: "Ada" | "Grace"): Promise<void> {
  await page.getByRole("button", { name: `Fill in ${name}’s sign-in` }).click();
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("log").waitFor();
}

/** Writes into the open room and sends with Enter. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: /^Message to/ }).fill(text);
  await page.keyboard.press("Enter");
}

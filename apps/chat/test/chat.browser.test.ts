import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { demoSignIns } from "../shared/demo-sign-ins.js";
import { buildPage } from "./build-page.js";
import { launchChromium, openPage, say, signInAs } from "./open-page.js";
import type { PersonalPage } from "./open-page.js";
import { startChat, temporaryFolder } from "./start-chat.js";
import type { RunningChat } from "./start-chat.js";

const secret = "a secret of thirty-two bytes or more";
const opened: PersonalPage[] = [];
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let browser: Browser;
let chat: RunningChat;

beforeAll(async () => {
  folder = await temporaryFolder();
  [browser] = await Promise.all([launchChromium(), buildPage(folder.path)]);
  chat = await start();
});

afterEach(async () => {
  const pages = opened.splice(0);
  for (const page of pages) await page[Symbol.asyncDispose]();
  expect(pages.flatMap(({ problems }) => problems)).toEqual([]);
});

afterAll(async () => {
  await browser.close();
  await chat.stop();
  await folder[Symbol.asyncDispose]();
});

function start(env: Readonly<Record<string, string>> = {}): Promise<RunningChat> {
  return startChat({ CHAT_PAGE: folder.path, CHAT_SECRET: secret, ...env });
}

async function open(url = chat.url, options?: BrowserContextOptions): Promise<Page> {
  const opening = await openPage(browser, url, options);
  opened.push(opening);
  return opening.page;
}

async function openAs(name: "Ada" | "Grace", url?: string, options?: BrowserContextOptions): Promise<Page> {
  const page = await open(url, options);
  await signInAs(page, name);
  return page;
}

async function openRoom(page: Page, name: string): Promise<void> {
  await page.getByRole("textbox", { name: "Open a room by name" }).fill(name);
  await page.keyboard.press("Enter");
}

function connection(page: Page, state: string): Promise<void> {
  return page.getByRole("status", { name: "Connection" }).getByText(state).waitFor();
}

describe("two people", () => {
  test("write to each other", async () => {
    const [ada, grace] = [await openAs("Ada"), await openAs("Grace")];
    await say(ada, "Stand by the tenor");
    await say(grace, "Look to!");

    for (const page of [ada, grace]) {
      await page.getByRole("log").getByText("Stand by the tenor").waitFor();
      await page.getByRole("log").getByText("Look to!").waitFor();
    }
    const own = ada.getByRole("article", { name: "Ada said" }).last();
    const other = ada.getByRole("article", { name: "Grace said" }).last();
    const [ownBox, otherBox] = [await own.boundingBox(), await other.boundingBox()];
    expect(ownBox?.x).toBeGreaterThan(otherBox?.x ?? Infinity);
    expect(await ada.getByRole("textbox", { name: "Message to lobby" }).inputValue()).toBe("");
  });

  test("see each other type, until it is sent", async () => {
    const [ada, grace] = [await openAs("Ada"), await openAs("Grace")];
    const typing = grace.getByRole("status", { name: "Typing" });
    await ada.getByRole("textbox", { name: "Message to lobby" }).pressSequentially("Ready");
    await typing.getByText("Ada is typing…").waitFor();
    await ada.keyboard.press("Enter");
    await typing.getByText("Ada is typing…").waitFor({ state: "detached" });
    await grace.getByRole("log").getByText("Ready").waitFor();
  });

  test("see each other come and go", async () => {
    const ada = await openAs("Ada");
    const members = ada.getByRole("list", { name: "In this room" });
    await members.getByText("Ada (you)").waitFor();
    const grace = await openAs("Grace");
    await members.getByText("Grace").waitFor();
    await grace.getByRole("button", { name: "Leave" }).click();
    await members.getByText("Grace").waitFor({ state: "detached" });
    await grace.getByText("No room is open").waitFor();
  });

  test("find what was said while they were elsewhere", async () => {
    const [ada, grace] = [await openAs("Ada"), await openAs("Grace")];
    await grace.getByRole("button", { name: /workshop/ }).click();
    await grace.getByRole("log", { name: "Messages in workshop" }).waitFor();
    await say(ada, "Anybody here?");
    await grace.getByRole("button", { name: /lobby.*1 unread/ }).click();
    await grace.getByRole("log", { name: "Messages in lobby" }).getByText("Anybody here?").waitFor();
    expect(await grace.getByText("1 unread").count()).toBe(0);
  });

  test("are told when they are mentioned in a room that they are not in", async () => {
    const [ada, grace] = [await openAs("Ada"), await openAs("Grace")];
    await openRoom(ada, "handbells");
    await ada.getByRole("log", { name: "Messages in handbells" }).waitFor();
    await say(ada, "@grace, will you ring?");
    await grace.getByRole("alert").getByText("Ada mentioned you: @grace, will you ring?").waitFor();
    await grace.getByRole("button", { name: "Mentions, 1 new" }).click();
    await grace.getByRole("button", { name: "Mentions", exact: true }).waitFor();
    await grace.getByRole("button", { name: /Ada in #handbells/ }).click();
    await grace
      .getByRole("log", { name: "Messages in handbells" })
      .getByText("@grace, will you ring?")
      .waitFor();
  });

  test("cannot run scripts in each other's pages", async () => {
    const [ada, grace] = [await openAs("Ada"), await openAs("Grace")];
    const text = '<img src=x onerror="document.title=1"><b>bold</b>';
    await say(ada, text);
    await grace.getByRole("log").getByText(text).waitFor();
    expect(await grace.getByRole("log").locator("img, b").count()).toBe(0);
  });
});

describe("refusals are shown", () => {
  test("another user's personal room", async () => {
    const ada = await openAs("Ada");
    await openRoom(ada, "users.2");
    const alert = ada.getByRole("alert");
    await alert.getByText("That is somebody’s personal room. Only they can be in it.").waitFor();
    await ada.getByRole("log", { name: "Messages in lobby" }).waitFor();
    expect(await ada.getByRole("navigation", { name: "Rooms" }).getByText("users.2").count()).toBe(0);
    await alert.getByRole("button", { name: "Dismiss" }).click();
    await alert.waitFor({ state: "detached" });
  });

  test("a name that is none", async () => {
    const ada = await openAs("Ada");
    await openRoom(ada, "no blanks, please");
    await ada
      .getByRole("alert")
      .getByText("A room’s name has letters, digits, dots and dashes, 40 at most.")
      .waitFor();
  });

  test("messages that come too fast, which are kept", async () => {
    await using own = await start();
    const ada = await openAs("Ada", own.url);
    for (let count = 1; count <= 10; count++) {
      await say(ada, `Bell ${String(count)}`);
      await ada
        .getByRole("log")
        .getByText(`Bell ${String(count)}`, { exact: true })
        .waitFor();
    }
    await say(ada, "One too many");
    await ada
      .getByRole("alert")
      .getByText(/^That was a bit fast\. Try again in \d+ s\.$/)
      .waitFor();
    expect(await ada.getByRole("textbox", { name: "Message to lobby" }).inputValue()).toBe("One too many");
  });

  test("a wrong password", async () => {
    const page = await open();
    await page.getByRole("textbox", { name: "Name" }).fill("ada");
    await page.getByLabel("Password").fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("That name and password do not go together.").waitFor();
    await page.getByLabel("Password").fill(demoSignIns[0]?.password ?? "");
    await page.keyboard.press("Enter");
    await connection(page, "Online");
  });
});

describe("a session", () => {
  test("survives a reload, with the room that was open", async () => {
    const ada = await openAs("Ada");
    await ada.getByRole("button", { name: /bell-tower/ }).click();
    await ada.getByRole("log", { name: "Messages in bell-tower" }).waitFor();
    await ada.reload();
    await connection(ada, "Online");
    await ada.getByRole("log", { name: "Messages in bell-tower" }).waitFor();
  });

  test("that nobody issued leads to the sign-in", async () => {
    const page = await open();
    await page.evaluate(() => {
      const user = { id: "1", handle: "ada", name: "Ada" };
      sessionStorage.setItem("carillon.chat.session", JSON.stringify({ token: "made-up", user }));
    });
    await page.reload();
    await page.getByText("Your session has ended. Please sign in again.").waitFor();
    await signInAs(page, "Ada");
  });

  test("that expires leads to the sign-in", async () => {
    await using own = await start({ CHAT_TOKEN_SECONDS: "4" });
    const ada = await openAs("Ada", own.url);
    await ada.getByText("Your session has ended. Please sign in again.").waitFor();
  });

  test("ends with signing out", async () => {
    const ada = await openAs("Ada");
    await ada.getByRole("button", { name: "Sign out" }).click();
    await ada.getByRole("form", { name: "Sign in" }).waitFor();
    await ada.reload();
    await ada.getByRole("form", { name: "Sign in" }).waitFor();
  });

  test("goes on after the server was away", async () => {
    await using first = await start();
    const [ada, grace] = [await openAs("Ada", first.url), await openAs("Grace", first.url)];
    await first.stop();
    await Promise.all([connection(ada, "Offline"), connection(grace, "Offline")]);
    expect(await ada.getByRole("button", { name: "Send" }).isDisabled()).toBe(true);
    await ada.getByRole("textbox", { name: "Message to lobby" }).fill("Back again");

    await using _second = await start({ PORT: String(first.port) });
    await Promise.all([connection(ada, "Online"), connection(grace, "Online")]);
    await ada.getByRole("list", { name: "In this room" }).getByText("Grace").waitFor();
    await ada.getByRole("button", { name: "Send" }).click();
    await grace.getByRole("log").getByText("Back again").waitFor();
  });
});

test("on a phone, the rooms are behind a button", async () => {
  const ada = await openAs("Ada", chat.url, { viewport: { width: 375, height: 700 } });
  const workshop = ada.getByRole("button", { name: /workshop/ });
  expect(await workshop.isVisible()).toBe(false);
  await ada.getByRole("button", { name: "Show the list of rooms" }).click();
  await workshop.click();
  await ada.getByRole("log", { name: "Messages in workshop" }).waitFor();
  await workshop.waitFor({ state: "hidden" });
  await say(ada, "w".repeat(300));
  await ada
    .getByRole("log")
    .getByText(/w{300}/)
    .waitFor();
  for (const element of [ada.locator("html"), ada.getByRole("log")]) {
    expect(await element.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  }
});

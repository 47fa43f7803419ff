import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { composer, connection, heard, inChromium, openRoom, say } from "./in-chromium.js";
import { temporaryFolder } from "./start-chat.js";

const { url, open, openAs, start } = inChromium();
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let files = 0;

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

/** A database of one test, which outlives a server. */
function ownDatabase(): Record<string, string> {
  files += 1;
  return { CHAT_DATABASE: join(folder.path, `${String(files)}.db`) };
}

describe("without a network", () => {
  test("the page says so at once; what waits is sent once when it is back", async () => {
    const [ada, grace] = await Promise.all([openAs("Ada"), openAs("Grace")]);
    const times = await ada.evaluateHandle(() => {
      const noted = { lost: 0, shown: 0 };
      addEventListener("offline", () => (noted.lost = performance.now()));
      const pill = document.querySelector(".sidebar .pill");
      const look = (): void => {
        if (pill?.textContent === "Offline") noted.shown = performance.now();
      };
      if (pill)
        new MutationObserver(look).observe(pill, { subtree: true, characterData: true, childList: true });
      return noted;
    });
    await ada.context().setOffline(true);
    await connection(ada, "Offline");
    const { lost, shown } = await times.jsonValue();
    expect(lost).toBeGreaterThan(0);
    // A missed heartbeat would take 45 s.
    expect(shown - lost).toBeLessThan(10_000);
    await ada.getByText("You are offline.").first().waitFor();
    await say(ada, "Waits for the wire");
    await ada.getByText("Waiting for the network").waitFor();
    await ada.getByText("1 message waits and will be sent once you are back.").waitFor();
    await say(grace, "Said meanwhile");
    await ada.context().setOffline(false);
    await connection(ada, "Online");
    await heard(grace, "Waits for the wire");
    await heard(ada, "Said meanwhile"); // missed, and replayed
    await ada.getByText("Waiting for the network").waitFor({ state: "detached" });
    for (const page of [ada, grace])
      expect(await page.getByRole("log").getByText("Waits for the wire").count()).toBe(1);
    await ada.getByRole("list", { name: "What happened" }).getByText("missed, replayed").first().waitFor();
  });

  test("a message that waits too long has failed, and “try again” sends it", async () => {
    const [ada, grace] = await Promise.all([open(), openAs("Grace")]);
    await ada.clock.install();
    await ada.goto(`${url()}/?as=ada`);
    await connection(ada, "Online");
    await ada.locator('[role="log"][aria-busy="false"]').waitFor();
    await ada.context().setOffline(true);
    await connection(ada, "Offline");
    await say(ada, "Too late");
    await ada.getByText("Waiting for the network").waitFor();
    await ada.clock.runFor(125_000);
    await ada.getByText("Not sent. The server did not answer in time.").waitFor();
    await ada.context().setOffline(false);
    await connection(ada, "Online");
    expect(await grace.getByText("Too late").count()).toBe(0);
    await ada.getByRole("button", { name: "Try again" }).click();
    await heard(grace, "Too late");
    await ada.getByRole("button", { name: "Try again" }).waitFor({ state: "detached" });
  });

  test("can be tried without pulling a plug", async () => {
    const ada = await openAs("Ada");
    await ada.getByRole("button", { name: "Act as if offline" }).click();
    await connection(ada, "Offline");
    await ada.getByRole("button", { name: "Back to the network" }).click();
    await connection(ada, "Online");
  });
});

test("a restarted server brings all back, with all messages and without signing in", async () => {
  const env = ownDatabase();
  await using first = await start(env);
  const pages = [
    await openAs("Ada", { url: first.url }),
    await openAs("Grace", { url: first.url }),
    await openAs("Mary", { url: first.url }),
  ] as const;
  const [ada, grace, mary] = pages;
  await say(ada, "Before the fall");
  await heard(mary, "Before the fall");
  await first.stop("SIGKILL");
  for (const page of pages) await connection(page, "Offline");
  await ada.getByText("The server cannot be reached.").first().waitFor();
  await say(ada, "While it was away");

  await using _second = await start({ ...env, PORT: String(first.port) });
  for (const page of pages) {
    await connection(page, "Online");
    await heard(page, "While it was away");
    await heard(page, "Before the fall");
    expect(await page.getByRole("log").getByText("While it was away").count()).toBe(1);
  }
  await grace.getByRole("button", { name: "3 people here" }).waitFor();
});

describe("a session", () => {
  test("goes on with new tokens, without a blink", async () => {
    await using own = await start({ CHAT_TOKEN_SECONDS: "4" });
    const ada = await openAs("Ada", { url: own.url });
    await ada.evaluate(() => {
      const seen: string[] = [];
      Object.assign(globalThis, { seen });
      const pill = document.querySelector(".sidebar .pill");
      if (pill)
        new MutationObserver(() => seen.push(pill.textContent)).observe(pill, {
          subtree: true,
          characterData: true,
          childList: true,
        });
    });
    const renewals = ada.getByRole("list", { name: "What happened" }).getByText("token renewed");
    await renewals.nth(2).waitFor();
    await say(ada, "Still here");
    await heard(ada, "Still here");
    expect(await ada.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)).toEqual([]);
    expect(await ada.getByText("connection lost").count()).toBe(0);
  });

  test("that ends leads to the sign-in, and says so", async () => {
    await using own = await start({ CHAT_TOKEN_SECONDS: "2", CHAT_SESSION_SECONDS: "4" });
    // On a loaded machine it ends before the room is there.
    const ada = await open(`${own.url}/?as=ada`);
    await ada.getByText("Your session has ended. Please sign in again.").waitFor();
    await ada.getByRole("button", { name: "Come in as Ada" }).click();
    await ada.getByRole("log").waitFor();
  });

  test("survives a reload, with the room that was open; the back button goes to the one before", async () => {
    const ada = await openAs("Ada");
    await openRoom(ada, "bell-tower");
    await ada.getByRole("log", { name: "Messages in #bell-tower" }).waitFor();
    await ada.reload();
    await ada.getByRole("log", { name: "Messages in #bell-tower" }).waitFor();
    await ada.goBack();
    await ada.getByRole("log", { name: "Messages in #lobby" }).waitFor();
    const second = await ada.context().newPage();
    await second.goto(url());
    await second.getByRole("button", { name: /^Ada\b.*second person/ }).waitFor();
  });

  test("of a person that did not sign in leads to the sign-in", async () => {
    const page = await open();
    await page.evaluate(() => {
      sessionStorage.setItem("carillon.chat.person", JSON.stringify({ id: "1", handle: "ada", name: "Ada" }));
    });
    await page.reload();
    await page.getByText("Your session has ended. Please sign in again.").waitFor();
  });

  test("ends with signing out, here alone; no secret is where scripts can read", async () => {
    const [ada, phone] = await Promise.all([openAs("Ada"), openAs("Ada")]);
    const stored = await ada.evaluate(() =>
      [JSON.stringify(sessionStorage), JSON.stringify(localStorage), document.cookie].join(),
    );
    expect(stored).not.toMatch(/eyJ|chat_session/);
    await ada.getByRole("button", { name: /^Ada\b.*second person/ }).click();
    await ada.getByRole("button", { name: "Sign out", exact: true }).click();
    await ada.getByRole("form", { name: "Sign in" }).waitFor();
    await ada.reload();
    await ada.getByRole("form", { name: "Sign in" }).waitFor();
    await say(phone, "Still signed in");
    await heard(phone, "Still signed in");
  });

  test("ends everywhere at once with “sign out everywhere”, and nowhere else", async () => {
    const [ada, phone, grace] = await Promise.all([openAs("Ada"), openAs("Ada"), openAs("Grace")]);
    const tab = await ada.context().newPage();
    await tab.goto(url());
    await connection(tab, "Online");
    await ada.getByRole("button", { name: /^Ada\b.*second person/ }).click();
    await ada.getByRole("button", { name: "Sign out everywhere" }).click();
    for (const page of [ada, tab, phone]) await page.getByText("You were signed out everywhere.").waitFor();
    await say(grace, "Where is Ada?");
    await heard(grace, "Where is Ada?");
  });
});

test("two nodes on Redis: the page goes on when the one it is on is killed, and loses nothing", async () => {
  await using own = await start(ownDatabase(), ["--nodes", "2"]);
  const [ada, grace, mary] = [
    await openAs("Ada", { url: own.url }),
    await openAs("Grace", { url: own.url }),
    await openAs("Mary", { url: own.url }),
  ];
  // Connections go to the nodes in turn, so that not all are on one.
  await say(grace, "Hello from another node");
  for (const page of [ada, mary]) await heard(page, "Hello from another node");
  await ada.getByText(/Node \d of 2/).waitFor();
  await ada.getByRole("button", { name: "Kill this node" }).click();
  const said = Array.from({ length: 6 }, (_, index) => `Round ${String(index)}`);
  for (const [index, text] of said.entries()) await say([ada, grace, mary][index % 3] ?? ada, text);
  for (const page of [ada, grace, mary]) {
    for (const text of said) await heard(page, text);
    for (const text of said)
      expect(await page.getByRole("log").getByText(text, { exact: true }).count()).toBe(1);
  }
  await ada.getByRole("list", { name: "What happened" }).getByText("connection lost").waitFor();
  await connection(ada, "Online");
  await composer(ada).waitFor();
});

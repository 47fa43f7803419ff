import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { expectNoOverflow, look, screenshots } from "./appearance.js";
import { composer, connection, heard, inChromium, openRoom, say } from "./in-chromium.js";
import { joinRoom, people } from "./people.js";
import type { ChatClient } from "./people.js";

const { open, openAs, start } = inChromium();

/** A folder into which the README's pictures are copied; `pnpm pictures` names it. */
const pictures = process.env["PICTURES"];

const desktop = { width: 1_200, height: 760 };
const phone = { width: 390, height: 844 };

async function speak(client: ChatClient, room: string, text: string): Promise<string> {
  const { id } = await client.request("messages:send", { id: crypto.randomUUID(), room, text });
  return id;
}

/** On a phone the rooms are behind a button. */
async function inSidebar(page: Page, act: () => Promise<unknown>): Promise<void> {
  const menu = page.getByRole("button", { name: "Show the list of rooms" });
  if (await menu.isVisible()) await menu.click();
  await act();
}

const variants: readonly (readonly [string, BrowserContextOptions])[] = [
  ["1200-light", { viewport: desktop, colorScheme: "light" }],
  ["1200-dark", { viewport: desktop, colorScheme: "dark" }],
  ["390-light", { viewport: phone, colorScheme: "light", hasTouch: true, isMobile: true }],
  ["390-dark", { viewport: phone, colorScheme: "dark", hasTouch: true, isMobile: true }],
];

describe.each(variants)("at %s", (variant, options) => {
  test("every state is fit for all, and has its picture", async () => {
    await using own = await start({ CHAT_MESSAGES: "9,60s" });
    await using others = people();
    const [grace, mary] = [await others.enter("grace", own.url), await others.enter("mary", own.url)];
    const isPhone = variant.startsWith("390");

    const page = await open(own.url, options);
    await look(page, variant, "sign-in");
    await page.getByRole("textbox", { name: "Name" }).fill("ada");
    await page.getByLabel("Password").fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    await look(page, variant, "sign-in-refused");
    await page.getByRole("button", { name: "Come in as Ada" }).click();
    await page.locator('[role="log"][aria-busy="false"]').waitFor();

    // A conversation.
    const [lobby] = [await joinRoom(grace, "lobby"), await joinRoom(mary, "lobby")];
    for (const client of [grace, mary]) client.channel("people").presence.subscribe(() => undefined);
    await say(page, "Look to! Treble’s going…");
    await heard(page, "Look to! Treble’s going…");
    await speak(grace, "lobby", "…and she’s gone.");
    await speak(grace, "lobby", "The method is on https://example.org/methods/plain-bob, @ada.");
    await heard(page, "…and she’s gone.");
    await say(page, "Thank you! I take the tenr.");
    await heard(page, "Thank you! I take the tenr.");
    const latest = page.getByRole("article", { name: "Ada said" }).filter({ hasText: "tenr" });
    if (isPhone) {
      await latest.locator(".bubble").tap();
      await latest.getByRole("button", { name: "Edit" }).tap();
    } else await composer(page).press("ArrowUp");
    await look(page, variant, "editing");
    await page.getByRole("textbox", { name: "Your message" }).fill("Thank you! I take the tenor.");
    await page.keyboard.press("Enter");
    await page.getByRole("log").getByText("I take the tenor. edited").waitFor();
    const slip = await speak(mary, "lobby", "Wrong room");
    await mary.request("messages:delete", { id: slip });
    await speak(mary, "lobby", "Coming up the stairs ✦");
    await speak(grace, "workshop", "Who has the spanner?");
    await speak(mary, "workshop", "Me.");
    await speak(grace, "dm-1-2", "Tea afterwards?");
    await speak(grace, "bell-tower", "@ada, can you ring on Sunday?");
    lobby.whisper("typing", { isTyping: true });
    await page.getByRole("status", { name: "Typing" }).getByText("Grace is typing…").waitFor();
    await page.getByRole("button", { name: "3 people here" }).waitFor();
    await page
      .getByRole("alert")
      .getByText(/^Grace mentioned you/)
      .waitFor();
    if (!isPhone) await page.getByRole("alert").getByRole("button", { name: "Dismiss" }).click();
    await look(page, variant, "room");
    if (isPhone) await page.getByRole("alert").getByRole("button", { name: "Dismiss" }).click();

    await page.getByRole("button", { name: "3 people here" }).click();
    await look(page, variant, "who-is-here");
    await page.keyboard.press("Escape");

    await inSidebar(page, async () => {
      await page.getByRole("button", { name: "Notifications, 1 new" }).click();
    });
    await page
      .getByRole("region", { name: "Notifications" })
      .getByText(/Grace in #bell-tower/)
      .waitFor();
    await look(page, variant, "notifications");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "New room" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("lobby");
    await page.getByRole("button", { name: "Open it" }).click();
    await page.getByRole("alert").getByText("“lobby” is taken.").waitFor();
    await look(page, variant, "new-room-refused");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^Ada\b.*second person/ }).click();
    await look(page, variant, "second-person");
    await page.keyboard.press("Escape");
    if (isPhone) await look(page, variant, "rooms");

    // Rooms that do not open, and one that is empty.
    await grace.request("rooms:create", { name: "bell-frame", isPrivate: true });
    await grace.request("rooms:create", { name: "ringing-chamber", isPrivate: true });
    await grace.request("rooms:invite", { room: "ringing-chamber", user: "1" });
    await page.goto(`${own.url}/#bell-frame`);
    await page.getByText("This room is private.").waitFor();
    await look(page, variant, "refused");
    await page.goto(`${own.url}/#ringing-chamber`);
    await page.getByRole("heading", { name: "Grace invited you" }).waitFor();
    await look(page, variant, "invited");
    await page.getByRole("button", { name: "Accept" }).click();
    await page.getByText("It is quiet in #ringing-chamber").waitFor();
    await page.getByRole("button", { name: "Invite" }).click();
    await look(page, variant, "empty-and-invite");
    await page.keyboard.press("Escape");

    // Without a network.
    await page.goto(`${own.url}/#lobby`);
    await page.locator('[role="log"][aria-busy="false"]').waitFor();
    await page.context().setOffline(true);
    await page.getByText("You are offline.").first().waitFor();
    await say(page, "This one waits for the wire.");
    await page.getByText("Waiting for the network").waitFor();
    await look(page, variant, "offline");
    await page.context().setOffline(false);
    await page.getByText("Waiting for the network").waitFor({ state: "detached" });

    // Too fast, and too long.
    for (let count = 1; count <= 9; count++) await say(page, `Rounds ${String(count)}`);
    await page.getByText("Not sent. That was a bit fast.").first().waitFor();
    await composer(page).fill("tin tan ".repeat(254));
    await page.getByRole("status", { name: "Length" }).waitFor();
    await look(page, variant, "too-fast-too-long");

    if (isPhone) await page.getByRole("button", { name: "Inspector", exact: true }).click();
    await page.getByRole("button", { name: "Refusals" }).click();
    await page.getByText("too_many_requests").first().waitFor();
    await look(page, variant, "inspector-refusals");
    await page.getByRole("button", { name: "All" }).click();
    await look(page, variant, "inspector");

    // The session is ended from elsewhere.
    if (isPhone) await page.getByRole("button", { name: "Close the inspector" }).click();
    await inSidebar(page, async () => {
      await page.getByRole("button", { name: /^Ada\b.*second person/ }).click();
    });
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await page.getByText("You were signed out everywhere.").waitFor();
    await look(page, variant, "signed-out");
    if (pictures === undefined || variant === "390-light") return;
    await mkdir(pictures, { recursive: true });
    for (const state of isPhone ? ["room", "inspector"] : ["room"])
      await copyFile(
        join(screenshots, `${state}-${variant}.png`),
        join(pictures, `chat-${state}-${variant}.png`),
      );
  });
});

const longName = "Wolfeschlegelsteinhausenbergerdorff the Elder";

const widths: readonly (readonly [string, { width: number; height: number }])[] = [
  ["320 px", { width: 320, height: 640 }],
  ["1,200 px at 200 %", { width: 600, height: 380 }],
  ["768 px", { width: 768, height: 900 }],
  ["1,100 px", { width: 1_100, height: 700 }],
  ["2,560 px", { width: 2_560, height: 1_300 }],
];

test("nothing leaves its place: long names, many rooms, badges, both directions, at every width", async () => {
  await using own = await start();
  await using others = people();
  const [grace, joan] = [await others.enter("grace", own.url), await others.enter("joan", own.url)];
  for (let index = 0; index < 8; index++) {
    const client = index % 2 === 0 ? grace : joan;
    const name = `${String(index)}-${"a-very-long-name-".repeat(3)}`.slice(0, 40);
    await client.request("rooms:create", { name, isPrivate: false });
    await speak(client, name, "w".repeat(500));
  }
  const page = await open(own.url, { viewport: desktop });
  // A person with a long name.
  await page.route("**/api/sessions", async (route) => {
    const response = await route.fetch();
    const person = { ...((await response.json()) as object), handle: "ada".repeat(12), name: longName };
    await route.fulfill({ response, json: person });
  });
  await page.goto(`${own.url}/?as=ada`);
  await page.locator('[role="log"][aria-busy="false"]').waitFor();
  await speak(grace, "workshop", "@ada, a word");
  await page.getByRole("button", { name: "Notifications, 1 new" }).waitFor();
  await speak(grace, "lobby", `مرحبا بالعالم! ${"w".repeat(400)} https://example.org/${"x".repeat(200)}`);
  await page.getByRole("log").getByText("مرحبا بالعالم!").waitFor();
  await page.getByRole("button", { name: "Close the inspector" }).click();

  for (const [what, viewport] of widths) {
    await page.setViewportSize(viewport);
    for (const direction of ["ltr", "rtl"]) {
      const state = `${what}, ${direction}`;
      await page.evaluate((dir) => (document.documentElement.dir = dir), direction);
      await expectNoOverflow(page, state);
      await inSidebar(page, () => page.getByRole("button", { name: "Notifications, 1 new" }).click());
      await expectNoOverflow(page, `${state}, notifications`);
      for (let count = 0; count < 2; count++) await page.keyboard.press("Escape");
      await look(page, state.replaceAll(/[^0-9a-z]+/gi, "-"), "layout");
    }
    await page.getByRole("button", { name: "Inspector", exact: true }).click();
    await expectNoOverflow(page, `${what}, the inspector`);
    await page.getByRole("button", { name: "Close the inspector" }).click();
  }
  await openRoom(page, "7-a-very");
  await page.getByRole("log", { name: /^Messages in #7-a-very/ }).waitFor();
  await page.setViewportSize({ width: 320, height: 640 });
  await expectNoOverflow(page, "a long name");
});

test("the keyboard alone is enough", async () => {
  const page = await open("/", { reducedMotion: "reduce" });
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await page.getByRole("button", { name: "Come in as Ada" }).waitFor();
  await press("Tab", "Enter");
  await page.locator('[role="log"][aria-busy="false"]').waitFor();
  await page.keyboard.type("By hand");
  await press("Enter");
  await heard(page, "By hand");
  // From the top: notifications, a new room, its form, and back to where one was.
  await page.getByRole("button", { name: "Notifications" }).focus();
  await press("Enter");
  await page.getByRole("region", { name: "Notifications" }).waitFor();
  await press("Escape");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Notifications");
  await press("Tab", "Enter");
  await page.keyboard.type("by keyboard");
  await press("Tab", "Space", "Tab", "Enter");
  await page.getByRole("log", { name: "Messages in #by-keyboard" }).waitFor();
  await composer(page).focus();
  await press("Shift+Tab");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("log"); // it scrolls by arrows
});

test("a screen reader hears new messages once, by a live region, and nothing moves that should not", async () => {
  const [ada, grace] = await Promise.all([openAs("Ada", { reducedMotion: "reduce" }), openAs("Grace")]);
  await composer(grace).pressSequentially("He");
  await ada.getByRole("status", { name: "Typing" }).getByText("Grace is typing…").waitFor();
  expect(await ada.evaluate(() => document.getAnimations().length)).toBe(0);
  await composer(grace).fill("Heard by all");
  await grace.keyboard.press("Enter");
  await ada.getByRole("status", { name: "New messages" }).getByText("Grace: Heard by all").waitFor();
  expect(await ada.getByRole("log").getAttribute("aria-live")).toBe("off");
  expect(await grace.getByRole("status", { name: "New messages" }).textContent()).toBe("");
  await connection(ada, "Online");
});

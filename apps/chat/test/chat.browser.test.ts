import { describe, expect, test } from "vitest";
import { composer, heard, inChromium, openRoom, say } from "./in-chromium.js";

const { open, openAs, start } = inChromium();

describe("two people", () => {
  test("write to each other", async () => {
    const [ada, grace] = await Promise.all([openAs("Ada"), openAs("Grace")]);
    await say(ada, "Stand by the tenor");
    await say(grace, "Look to!");
    for (const page of [ada, grace]) {
      await heard(page, "Stand by the tenor");
      await heard(page, "Look to!");
    }
    // The inspector counts what comes again, instead of a line for each.
    const received = ada.getByRole("list", { name: "What happened" }).getByRole("listitem");
    await received.filter({ hasText: "message:new" }).getByText("× 2").waitFor();
    expect(await received.filter({ hasText: "room:changed" }).count()).toBeLessThan(2);
    const own = await ada.getByRole("article", { name: "Ada said" }).last().locator(".bubble").boundingBox();
    const other = await ada
      .getByRole("article", { name: "Grace said" })
      .last()
      .locator(".bubble")
      .boundingBox();
    expect(own?.x).toBeGreaterThan(other?.x ?? Infinity);
    expect(await composer(ada).inputValue()).toBe("");
  });

  test("sit side by side in one browser, without a second sign-in, and stay who they are", async () => {
    const ada = await openAs("Ada");
    await ada.getByRole("button", { name: /^Ada\b.*second person/ }).click();
    const [grace] = await Promise.all([
      ada.waitForEvent("popup"),
      ada
        .getByRole("region", { name: "You" })
        .getByRole("link", { name: /^Grace/ })
        .click(),
    ]);
    await grace.getByRole("button", { name: /^Grace\b.*second person/ }).waitFor();
    await say(grace, "Beside you");
    await heard(ada, "Beside you");
    for (const page of [ada, grace]) await page.reload();
    await ada.getByRole("button", { name: /^Ada\b.*second person/ }).waitFor();
    await grace.getByRole("button", { name: /^Grace\b.*second person/ }).waitFor();
    expect(new URL(grace.url()).search).toBe("");
  });

  test("cannot run scripts in each other's pages; links are links", async () => {
    const [ada, grace] = await Promise.all([openAs("Ada"), openAs("Grace")]);
    const text = '<img src=x onerror="document.title=1"><b>bold</b> javascript:alert(1)';
    await say(ada, text);
    await heard(grace, text);
    expect(await grace.getByRole("log").locator("img, b").count()).toBe(0);
    await say(ada, "See (https://example.org/bells?n=8), @grace.");
    const link = grace.getByRole("log").getByRole("link");
    expect(await link.getAttribute("href")).toBe("https://example.org/bells?n=8");
    expect(await link.getAttribute("rel")).toBe("noopener noreferrer nofollow");
    expect(await link.count()).toBe(1);
  });

  test("find what was said while they were elsewhere, counted on all devices", async () => {
    const [ada, grace, phone] = await Promise.all([openAs("Ada"), openAs("Grace"), openAs("Grace")]);
    for (const page of [grace, phone]) {
      await openRoom(page, "workshop");
      await page.getByRole("log", { name: "Messages in #workshop" }).waitFor();
    }
    await say(ada, "Anyone here?");
    for (const page of [grace, phone]) await page.getByRole("link", { name: /lobby 1 unread/ }).waitFor();
    await openRoom(grace, "lobby");
    await heard(grace, "Anyone here?");
    for (const page of [grace, phone]) await page.getByText("1 unread").waitFor({ state: "detached" });
  });

  test("edit and delete what they said themselves, by keyboard too", async () => {
    const [ada, grace] = await Promise.all([openAs("Ada"), openAs("Grace")]);
    await say(ada, "Stnad");
    await heard(grace, "Stnad");
    await composer(ada).press("ArrowUp");
    await ada.getByRole("textbox", { name: "Your message" }).fill("Stand");
    await ada.keyboard.press("Enter");
    for (const page of [ada, grace]) await page.getByRole("log").getByText("Stand edited").waitFor();
    const foreign = grace.getByRole("article", { name: "Ada said" });
    expect(await foreign.getByRole("button").count()).toBe(0);

    const own = ada.getByRole("article", { name: "Ada said" }).last();
    await own.getByRole("button", { name: "Delete" }).focus();
    await ada.keyboard.press("Enter");
    await own.getByRole("button", { name: "Delete for everyone" }).press("Enter");
    for (const page of [ada, grace]) await heard(page, "This message was deleted");
    expect(await grace.getByRole("log").getByText("Stand edited").count()).toBe(0);
  });

  test("see the limit on length coming, and lose nothing over it", async () => {
    const ada = await openAs("Ada");
    const length = ada.getByRole("status", { name: "Length" });
    await composer(ada).fill("x".repeat(1_799));
    expect(await length.count()).toBe(0);
    await composer(ada).fill("x".repeat(1_990));
    await length.getByText("10 characters left").waitFor();
    await composer(ada).fill("x".repeat(2_005));
    await length.getByText("5 too many").waitFor();
    expect(await ada.getByRole("button", { name: "Send" }).isDisabled()).toBe(true);
    await ada.keyboard.press("Enter");
    expect(await composer(ada).inputValue()).toHaveLength(2_005);
  });
});

describe("three people", () => {
  test("see each other type, and who is here over how many tabs", async () => {
    const [ada, grace, mary] = await Promise.all([openAs("Ada"), openAs("Grace"), openAs("Mary")]);
    await composer(ada).pressSequentially("Ready");
    await composer(grace).pressSequentially("Me");
    await mary.getByRole("status", { name: "Typing" }).getByText("Ada and Grace are typing…").waitFor();
    await ada.keyboard.press("Enter");
    await mary.getByRole("status", { name: "Typing" }).getByText("Grace is typing…").waitFor();

    const second = await ada.context().newPage();
    await second.goto(ada.url());
    await mary.getByRole("button", { name: "3 people here" }).click();
    const here = mary.getByRole("list", { name: "In this room" });
    await here.getByText("Mary (you)").waitFor();
    await here.getByRole("listitem").filter({ hasText: "Ada" }).getByText("2 tabs").waitFor();
    await second.close();
    await here.getByRole("listitem").filter({ hasText: "Ada" }).getByText("1 tab", { exact: true }).waitFor();
    await openRoom(grace, "workshop");
    await here.getByText("Grace").waitFor({ state: "detached" });
  });

  test("invite to a private room; the third is told why it stays closed", async () => {
    const [ada, grace, mary] = await Promise.all([openAs("Ada"), openAs("Grace"), openAs("Mary")]);
    await ada.getByRole("button", { name: "New room" }).click();
    await ada.getByRole("textbox", { name: "Name" }).fill("Bell Frame");
    await ada.getByRole("checkbox", { name: /Private/ }).check();
    await ada.getByRole("button", { name: "Open it" }).click();
    await ada.getByRole("log", { name: "Messages in #bell-frame" }).waitFor();
    await say(ada, "Between us");
    await ada.getByRole("button", { name: "Invite" }).click();
    await ada.getByRole("region", { name: "Invite" }).getByRole("button", { name: "Grace" }).click();

    await grace.getByRole("alert").getByText("Ada invited you to a private room").waitFor();
    await grace.getByRole("alert").getByRole("link", { name: "Open" }).click();
    await grace.getByRole("heading", { name: "Ada invited you" }).waitFor();
    expect(await grace.getByText("Between us").count()).toBe(0);
    await grace.getByRole("button", { name: "Accept" }).click();
    await heard(grace, "Between us");
    await say(grace, "Indeed");
    await heard(ada, "Indeed");

    await mary.goto(`${mary.url().split("#")[0] ?? ""}#bell-frame`);
    await mary
      .getByRole("alert")
      .getByText("This room is private. Ask one of its members for an invitation.")
      .waitFor();
    await mary.getByRole("alert").getByText("channel:join · forbidden_room · 403").waitFor();
    await mary.getByRole("link", { name: "Back to #lobby" }).click();
    await mary.getByRole("log", { name: "Messages in #lobby" }).waitFor();
    expect(await mary.getByRole("link", { name: /bell-frame/ }).count()).toBe(0);
    await grace.getByRole("button", { name: "Leave the room" }).click();
    await grace.getByRole("log", { name: "Messages in #lobby" }).waitFor();
    await grace.getByRole("link", { name: /bell-frame/ }).waitFor({ state: "detached" });
  });

  test("talk two by two, unseen by the third", async () => {
    const [ada, grace, mary] = await Promise.all([openAs("Ada"), openAs("Grace"), openAs("Mary")]);
    await ada.getByRole("link", { name: /^Grace\s+\(online\)/ }).click();
    await ada.getByRole("log", { name: "Messages in Grace" }).waitFor();
    await say(ada, "Only for you");
    await grace.getByRole("link", { name: /^Ada\s+\(online\)\s+1 unread/ }).click();
    await heard(grace, "Only for you");
    await say(mary, "Hello, all");
    await heard(mary, "Hello, all");
    expect(await mary.getByText("Only for you").count()).toBe(0);
    expect(await mary.getByRole("navigation", { name: "Direct messages" }).getByText("unread").count()).toBe(
      0,
    );
    await mary.goto(`${mary.url().split("#")[0] ?? ""}#dm-1-2`);
    await mary.getByRole("alert").getByText("This is a conversation of two other people.").waitFor();
  });

  test("are told when they are mentioned elsewhere; what is read on one device is read on the other", async () => {
    const [ada, grace, phone] = await Promise.all([openAs("Ada"), openAs("Grace"), openAs("Grace")]);
    await openRoom(ada, "bell-tower");
    await ada.getByRole("log", { name: "Messages in #bell-tower" }).waitFor();
    await say(ada, "@grace, will you ring?");
    for (const page of [grace, phone]) {
      await page.getByRole("alert").getByText("Ada mentioned you: @grace, will you ring?").waitFor();
      await page.getByRole("button", { name: /^Notifications, \d+ new/ }).waitFor();
    }
    await grace.getByRole("button", { name: /^Notifications/ }).click();
    await grace.getByRole("button", { name: "Mark all read" }).click();
    await phone.getByRole("button", { name: "Notifications", exact: true }).waitFor();
    await grace
      .getByRole("link", { name: /Ada in #bell-tower/ })
      .first()
      .click();
    await heard(grace, "@grace, will you ring?");
  });
});

describe("refusals explain themselves", () => {
  test("a name that is taken, and one that is none", async () => {
    const ada = await openAs("Ada");
    await ada.getByRole("button", { name: "New room" }).click();
    const name = ada.getByRole("textbox", { name: "Name" });
    await name.fill("lobby");
    await name.press("Enter");
    await ada.getByRole("alert").getByText("“lobby” is taken. Choose another name. room_exists").waitFor();
    await name.fill("bell/tower");
    await name.press("Enter");
    await ada.getByRole("alert").getByText("A room’s name has small letters, digits and dashes.").waitFor();
    await name.press("Escape");
    await name.waitFor({ state: "detached" });
  });

  test("messages that come too fast: one notice, nothing lost, and “try again” sends them once", async () => {
    await using own = await start({ CHAT_MESSAGES: "3,4s" });
    const [ada, grace] = await Promise.all([
      openAs("Ada", { url: own.url }),
      openAs("Grace", { url: own.url }),
    ]);
    for (let count = 1; count <= 7; count++) await say(ada, `Bell ${String(count)}`);
    await ada.getByText("Not sent. That was a bit fast.").nth(3).waitFor();
    expect(await ada.getByRole("alert").count()).toBe(1);
    await ada
      .getByRole("alert")
      .getByText(/^That was a bit fast\./)
      .waitFor();
    await ada.getByRole("alert").getByText("Try again now.").waitFor();
    await ada.getByRole("button", { name: "Try again" }).first().click();
    await heard(grace, "Bell 4");
    await ada.getByRole("button", { name: "Discard" }).first().click();
    expect(await grace.getByRole("log").getByText("Bell 4", { exact: true }).count()).toBe(1);
    expect(await ada.getByRole("button", { name: "Try again" }).count()).toBe(2);
  });

  test("a wrong password", async () => {
    const page = await open();
    await page.getByRole("textbox", { name: "Name" }).fill("ada");
    await page.getByLabel("Password").fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("That name and password do not go together.").waitFor();
    await page.getByLabel("Password").fill("ring-the-tenor");
    await page.keyboard.press("Enter");
    await page.getByRole("log").waitFor();
  });
});

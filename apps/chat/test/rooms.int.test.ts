import { join } from "node:path";
import { waitFor } from "@carillon/socket-testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Message } from "../shared/contract.js";
import { joinRoom, people } from "./people.js";
import type { ChatClient, People } from "./people.js";
import { startChat, temporaryFolder } from "./start-chat.js";
import type { RunningChat } from "./start-chat.js";

let chat: RunningChat;
let guests: People;

beforeAll(async () => {
  chat = await startChat();
  guests = people();
});
afterAll(async () => {
  await guests[Symbol.asyncDispose]();
  await chat.stop();
});

function enter(handle: string): Promise<ChatClient> {
  return guests.enter(handle, chat.url);
}

function messageTo(room: string, text: string): { id: string; room: string; text: string } {
  return { id: crypto.randomUUID(), room, text };
}

async function roomOf(client: ChatClient, name: string) {
  const { rooms } = await client.request("rooms:list");
  return rooms.find((room) => room.name === name);
}

describe("messages", () => {
  test("reach the members of a room, and stay for those who come later", async () => {
    const [ada, grace] = [await enter("ada"), await enter("grace")];
    const room = await joinRoom(grace, "lobby");
    const heard = new Promise<Message>((resolve) => room.on("message:new", resolve));
    const sent = await ada.request("messages:send", messageTo("lobby", "  Stand! "));
    expect(sent).toMatchObject({ room: "lobby", text: "Stand!", from: { name: "Ada" }, deletedAt: null });
    expect(await heard).toEqual(sent);
    const { messages } = await grace.request("messages:list", { room: "lobby" });
    expect(messages.at(-1)).toEqual(sent);
  });

  test("the same one sent twice is one; the id of another's message is refused", async () => {
    const [ada, grace] = [await enter("ada"), await enter("grace")];
    const message = messageTo("bell-tower", "Once");
    const [first, again] = [
      await ada.request("messages:send", message),
      await ada.request("messages:send", message),
    ];
    expect(again).toEqual(first);
    expect(await grace.try("messages:send", message)).toMatchObject({
      ok: false,
      error: { code: "conflict" },
    });
    await joinRoom(ada, "bell-tower");
    const { messages } = await ada.request("messages:list", { room: "bell-tower" });
    expect(messages.filter(({ id }) => id === message.id)).toHaveLength(1);
  });

  test("their author alone edits and deletes them, and all members see it", async () => {
    const [ada, grace] = [await enter("ada"), await enter("grace")];
    const { id } = await ada.request("messages:send", messageTo("workshop", "Rope"));
    const room = await joinRoom(grace, "workshop");
    const changes: Message[] = [];
    room.on("message:changed", (message) => changes.push(message));
    for (const outcome of [
      await grace.try("messages:edit", { id, text: "Mine" }),
      await grace.try("messages:delete", { id }),
    ])
      expect(outcome).toMatchObject({ ok: false, error: { code: "forbidden", status: 403 } });
    await ada.request("messages:edit", { id, text: "Ropes" });
    await ada.request("messages:delete", { id });
    await waitFor(() => changes.length === 2);
    expect(changes).toMatchObject([
      { text: "Ropes", editedAt: expect.any(Number) as number },
      { text: "", deletedAt: expect.any(Number) as number },
    ]);
    expect(await ada.try("messages:edit", { id, text: "Back" })).toMatchObject({
      error: { code: "unknown_message" },
    });
  });

  test("come in pages, older ones on demand", async () => {
    await using own = await startChat();
    await using crowd = people();
    const clients = await Promise.all(
      ["ada", "grace", "mary", "joan"].map((who) => crowd.enter(who, own.url)),
    );
    // Ten messages in ten seconds are what one may send.
    for (let count = 0; count < 40; count++)
      await clients[count % 4]!.request("messages:send", messageTo("workshop", String(count)));
    const ada = clients[0]!;
    await joinRoom(ada, "workshop");
    const { messages, hasMore } = await ada.request("messages:list", { room: "workshop" });
    expect(hasMore).toBe(false);
    expect(messages.map(({ text }) => text)).toEqual(Array.from({ length: 40 }, (_, n) => String(n)));
    const older = await ada.request("messages:list", { room: "workshop", before: messages[5]!.seq });
    expect(older.messages).toHaveLength(5);
  });

  test("too many of them are refused with a time to wait", async () => {
    const joan = await enter("joan");
    const outcomes = await Promise.all(
      Array.from({ length: 11 }, (_, count) => joan.try("messages:send", messageTo("lobby", String(count)))),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(10);
    expect(outcomes.at(-1)).toMatchObject({
      error: { code: "too_many_requests", retryAfterMs: expect.any(Number) as number },
    });
  });

  test.each([
    ["nothing in it", "   "],
    ["2,001 characters", "x".repeat(2_001)],
  ])("with %s are refused", async (_what, text) => {
    const ada = await enter("ada");
    expect(await ada.try("messages:send", messageTo("lobby", text))).toMatchObject({
      ok: false,
      error: { code: "validation_failed" },
    });
  });
});

describe("a private room", () => {
  test("shows nothing of itself without an invitation, which one accepts or declines", async () => {
    const [ada, grace, mary] = [await enter("ada"), await enter("grace"), await enter("mary")];
    await ada.request("rooms:create", { name: "belfry", isPrivate: true });
    await ada.request("messages:send", messageTo("belfry", "Between us"));
    const joined = joinRoom(grace, "belfry");
    await expect(joined).rejects.toMatchObject({
      code: "forbidden_room",
      message: "This room is private. Ask one of its members for an invitation.",
    });
    expect(await roomOf(grace, "belfry")).toBeUndefined();
    for (const outcome of [
      await grace.try("messages:list", { room: "belfry" }),
      await grace.try("messages:send", messageTo("belfry", "Psst")),
      await grace.try("rooms:invite", { room: "belfry", user: "2" }),
      await grace.try("rooms:accept", { room: "belfry" }),
      await grace.try("rooms:read", { room: "belfry", upTo: 1 }),
    ])
      expect(outcome).toMatchObject({ ok: false, error: { code: "forbidden_room" } });

    await ada.request("rooms:invite", { room: "belfry", user: "2" });
    await ada.request("rooms:invite", { room: "belfry", user: "3" });
    expect(await roomOf(grace, "belfry")).toMatchObject({
      standing: "invited",
      invitedBy: { name: "Ada" },
      unread: 0,
    });
    await grace.request("rooms:accept", { room: "belfry" });
    expect(await roomOf(grace, "belfry")).toMatchObject({ standing: "member", unread: 1 });
    await mary.request("rooms:leave", { room: "belfry" });
    expect(await roomOf(mary, "belfry")).toBeUndefined();
  });

  test("that one leaves in one tab is left in the others", async () => {
    const [ada, phone] = [await enter("ada"), await enter("ada")];
    await ada.request("rooms:create", { name: "cellar", isPrivate: true });
    const room = await joinRoom(phone, "cellar");
    await ada.request("rooms:leave", { room: "cellar" });
    await waitFor(() => room.state.getSnapshot().is === "refused");
  });

  test("takes no changes from an author who left", async () => {
    const ada = await enter("ada");
    await ada.request("rooms:create", { name: "stairs", isPrivate: true });
    const { id } = await ada.request("messages:send", messageTo("stairs", "Mind the step"));
    await ada.request("rooms:leave", { room: "stairs" });
    for (const outcome of [
      await ada.try("messages:edit", { id, text: "Still here" }),
      await ada.try("messages:delete", { id }),
    ])
      expect(outcome).toMatchObject({ ok: false, error: { code: "forbidden_room" } });
  });
});

test("a conversation of two is closed to all others", async () => {
  const [ada, grace, mary] = [await enter("ada"), await enter("grace"), await enter("mary")];
  await ada.request("messages:send", messageTo("dm-1-2", "Only you"));
  expect(await roomOf(grace, "dm-1-2")).toMatchObject({ kind: "direct", with: { name: "Ada" }, unread: 1 });
  expect(await roomOf(mary, "dm-1-2")).toBeUndefined();
  await expect(joinRoom(mary, "dm-1-2")).rejects.toMatchObject({ code: "forbidden_room" });
  expect(await mary.try("messages:send", messageTo("dm-1-2", "Me too"))).toMatchObject({ ok: false });
});

test("one's own channel is closed to others", async () => {
  const ada = await enter("ada");
  const inbox = ada.channel("inbox.{user}", { user: "2" });
  inbox.on("room:changed", () => undefined);
  await waitFor(() => inbox.state.getSnapshot().is === "refused");
});

test("one user opens five rooms and no more", async () => {
  await using own = await startChat();
  await using crowd = people();
  const [ada, grace] = [await crowd.enter("ada", own.url), await crowd.enter("grace", own.url)];
  for (let n = 0; n < 5; n++)
    await ada.request("rooms:create", { name: `ada-${String(n)}`, isPrivate: n % 2 === 0 });
  expect(await ada.try("rooms:create", { name: "ada-5", isPrivate: false })).toMatchObject({
    ok: false,
    error: { code: "too_many_rooms", status: 409 },
  });
  await grace.request("rooms:create", { name: "ada-5", isPrivate: false });
  await joinRoom(ada, "ada-5");
});

test.each(["", "a b", "x".repeat(41), "Lobby", "users.2", "a/b"])("“%s” names no room", async (name) => {
  const ada = await enter("ada");
  expect(await ada.try("rooms:create", { name, isPrivate: false })).toMatchObject({
    ok: false,
    error: { code: "validation_failed" },
  });
});

test("unread counts are the same on all devices", async () => {
  const [ada, grace, phone] = [await enter("mary"), await enter("joan"), await enter("joan")];
  const counts: number[] = [];
  const inbox = phone.channel("inbox.{user}", { user: "4" });
  inbox.on("room:changed", (room) => {
    if (room.name === "dm-3-4") counts.push(room.unread);
  });
  await waitFor(() => inbox.state.getSnapshot().is === "joined");
  const { seq } = await ada.request("messages:send", messageTo("dm-3-4", "One"));
  await waitFor(() => counts.at(-1) === 1);
  await grace.request("rooms:read", { room: "dm-3-4", upTo: seq });
  await waitFor(() => counts.at(-1) === 0);
});

test("one who is mentioned and elsewhere is notified, and reads it on every device", async () => {
  const [ada, grace, phone] = [await enter("ada"), await enter("grace"), await enter("grace")];
  const [list, other] = [grace.notifications(), phone.notifications()];
  for (const each of [list, other]) each.subscribe(() => undefined);
  await waitFor(() => [list, other].every((each) => each.getSnapshot().status === "ready"));
  const before = list.getSnapshot().unread;
  await ada.request("messages:send", messageTo("bell-tower", "Could @Grace bring the rope? @ada will pay."));
  await waitFor(() => list.getSnapshot().unread === before + 1);
  expect(list.getSnapshot().items[0]).toMatchObject({
    type: "mention",
    data: { room: "bell-tower", from: { name: "Ada" } },
  });
  await grace.notifications().markAllRead();
  await waitFor(() => other.getSnapshot().unread === 0);
});

test("a restarted server knows sessions, messages, rooms and notifications", async () => {
  await using folder = await temporaryFolder();
  await using guestsOfBoth = people();
  const env = { CHAT_DATABASE: join(folder.path, "chat.db") };
  await using before = await startChat(env);
  const ada = await guestsOfBoth.enter("ada", before.url);
  await guestsOfBoth.enter("grace", before.url);
  await ada.request("rooms:create", { name: "loft", isPrivate: true });
  await ada.request("rooms:invite", { room: "loft", user: "2" });
  await ada.request("messages:send", messageTo("lobby", "Before"));
  await before.stop("SIGKILL");
  await using _after = await startChat({ ...env, PORT: String(before.port) });
  // The same client, with the same session: it comes back by itself.
  await waitFor(() => ada.status.getSnapshot().is === "online");
  await joinRoom(ada, "lobby");
  const { messages } = await ada.request("messages:list", { room: "lobby" });
  expect(messages.at(-1)?.text).toBe("Before");
  const grace = await guestsOfBoth.enter("grace", before.url);
  expect(await roomOf(grace, "loft")).toMatchObject({ standing: "invited" });
  const list = grace.notifications();
  list.subscribe(() => undefined);
  await waitFor(() => list.getSnapshot().unread === 1);
});

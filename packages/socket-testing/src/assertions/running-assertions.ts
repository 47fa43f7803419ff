import type { Notification } from "@carillon/socket-notifications";
import { assertion } from "../realtime/attempt.js";
import type { AnyTestClient, Assertions, NotificationClass, UserReference } from "./assertions.js";
import { mismatch, shown } from "./matching.js";
import { sentReport, targetOf } from "./report.js";
import type { SentMessage, SentNotification, TestRecord } from "./test-record.js";
import { until } from "./until.js";

/** What assertions look at. */
export interface AssertionParts {
  readonly record: TestRecord;
  readonly patienceMs: () => number;
  /** Resolves when nothing is under way any more. */
  readonly quiet: () => Promise<void>;
  /** The room of a user's own. */
  readonly userRoom: (userId: string) => string;
  /** Whether a connection, or any of a user's, is in a room. */
  readonly isIn: (member: { readonly socketId?: string; readonly userId?: string }, room: string) => boolean;
  /** Why a client is not connected; empty where it is. */
  readonly reasonsOf: (client: AnyTestClient) => readonly string[];
}

/** One thing that is looked for among what was sent. */
interface Search {
  /** In words, for the message. */
  readonly what: string;
  readonly event: string | undefined;
  readonly isTarget: (message: SentMessage) => boolean;
  readonly expected: unknown;
}

/** Carillon's own events: what it sends for its channels, identities and drains is nothing that an application sent. */
const ownEvents = /^(?:error:socket|auth:|presence:|server:draining|channel:whisper)/;

function isOfApplication({ event }: SentMessage): boolean {
  return !ownEvents.test(event);
}

/** Makes the assertions of a test. */
export function createAssertions(parts: AssertionParts): Assertions {
  const { record, patienceMs, quiet } = parts;

  function matches({ event, isTarget, expected }: Search, message: SentMessage): boolean {
    return (
      (event === undefined || message.event === event) &&
      isTarget(message) &&
      mismatch(expected, message.payload) === undefined
    );
  }

  async function assertFound(search: Search): Promise<never> {
    const find = (): SentMessage | undefined => record.sent.find((message) => matches(search, message));
    const found = await until(record, find, patienceMs());
    if (found) return found.payload as never;
    const report = sentReport(record.sent, search);
    throw assertion(`${search.what} was not sent within ${String(patienceMs())} ms.\n\n${report}`);
  }

  async function refuteFound(search: Search): Promise<void> {
    await quiet();
    const found = record.sent.find((message) => matches(search, message));
    if (!found) return;
    const told = `${found.event} to ${targetOf(found)}  ${shown(found.payload)}`;
    throw assertion(`${search.what} should not have been sent, and was:\n  ${told}`);
  }

  const toRoom = (room: string, event: string, expected: unknown): Search => ({
    what: `"${event}" to ${room}`,
    event,
    isTarget: ({ rooms }) => rooms.includes(room),
    expected,
  });
  const toUser = (user: UserReference, event: string, expected: unknown): Search => {
    const id = idOf(user);
    const room = parts.userRoom(id);
    return {
      what: `"${event}" to user ${id}`,
      event,
      isTarget: ({ rooms, userId }) => rooms.includes(room) || userId === id,
      expected,
    };
  };
  const toAnyone = (event: string, expected: unknown): Search => ({
    what: `"${event}"`,
    event,
    isTarget: () => true,
    expected,
  });

  function notification<Sent extends Notification<never>>(
    user: UserReference,
    kind: NotificationClass<Sent>,
    expected: unknown,
  ): () => Sent | undefined {
    const id = idOf(user);
    const isIt = (sent: SentNotification): boolean =>
      sent.userId === id &&
      sent.notification instanceof kind &&
      mismatch(expected, sent.notification) === undefined;
    return () => record.notified.find(isIt)?.notification as Sent | undefined;
  }

  const isMember = (member: AnyTestClient | UserReference, room: string): boolean =>
    parts.isIn(connectionOf(member), room);

  return {
    assertBroadcast: (room, event, expected) => assertFound(toRoom(room, event, expected)),
    refuteBroadcast: (room, event, expected) => refuteFound(toRoom(room, event, expected)),
    assertEmittedTo: (user, event, expected) => assertFound(toUser(user, event, expected)),
    refuteEmittedTo: (user, event, expected) => refuteFound(toUser(user, event, expected)),
    assertSent: (event, expected) => assertFound(toAnyone(event, expected)),
    refuteSent: (event, expected) => refuteFound(toAnyone(event, expected)),
    assertNotified: async (user, kind, expected) => {
      const found = await until(record, notification(user, kind, expected), patienceMs());
      if (found) return found;
      throw assertion(
        `User ${idOf(user)} was not notified of ${kind.name} within ${String(patienceMs())} ms.\n\n${notified(record, kind, expected)}`,
      );
    },
    refuteNotified: async (user, kind, expected) => {
      await quiet();
      const found = notification(user, kind, expected)();
      if (!found) return;
      throw assertion(
        `User ${idOf(user)} should not have been notified of ${kind.name}, and was: ${shown(found)}`,
      );
    },
    assertJoined: async (member, room) => {
      if (await until(record, () => isMember(member, room) || undefined, patienceMs())) return;
      throw assertion(`${nameOf(member)} is not in ${room} after ${String(patienceMs())} ms.`);
    },
    refuteJoined: async (member, room) => {
      await quiet();
      if (isMember(member, room)) throw assertion(`${nameOf(member)} should not be in ${room}, and is.`);
    },
    assertDisconnected: async (client, code) => {
      const isIt = (): true | undefined => {
        const reasons = parts.reasonsOf(client);
        return (code === undefined ? reasons.length > 0 : reasons.includes(code)) || undefined;
      };
      if (await until(record, isIt, patienceMs())) return;
      const reasons = parts.reasonsOf(client);
      const why =
        reasons.length === 0 ? "it is connected" : `it is not connected because of ${reasons.join(", ")}`;
      const wanted = code === undefined ? "disconnected" : `disconnected with "${code}"`;
      throw assertion(`${nameOf(client)} was not ${wanted} within ${String(patienceMs())} ms: ${why}.`);
    },
    refuteDisconnected: async (client) => {
      await quiet();
      const reasons = parts.reasonsOf(client);
      if (reasons.length === 0) return;
      throw assertion(`${nameOf(client)} should be connected, and is not because of ${reasons.join(", ")}.`);
    },
    assertSomethingSent: async () => {
      const found = await until(record, () => record.sent.find(isOfApplication), patienceMs());
      if (found) return found;
      throw assertion(`Nothing was sent within ${String(patienceMs())} ms.`);
    },
    assertNothingSent: async () => {
      await quiet();
      const sent = record.sent.filter(isOfApplication);
      if (sent.length === 0) return;
      throw assertion(`Nothing should have been sent.\n\n${sentReport(sent, { expected: undefined })}`);
    },
  };
}

function notified(record: TestRecord, kind: { readonly name: string }, expected: unknown): string {
  if (record.notified.length === 0) return "No user was notified of anything.";
  const lines = record.notified.map(({ userId, notification }) => {
    const isKind = notification.constructor.name === kind.name;
    const why = isKind ? (mismatch(expected, notification) ?? "another user") : "another notification";
    return {
      text: `  ${notification.type} to user ${userId}  ${shown(notification)}\n     (${why})`,
      isKind,
    };
  });
  lines.sort((a, b) => Number(b.isKind) - Number(a.isKind));
  return ["What was sent, nearest first:", ...lines.map(({ text }) => text)].join("\n");
}

/** The id of a user that is meant. */
function idOf(user: UserReference): string {
  if (typeof user !== "object") return String(user);
  return String("id" in user ? user.id : (user.userId ?? ""));
}

function isClient(member: AnyTestClient | UserReference): member is AnyTestClient {
  return typeof member === "object" && "client" in member;
}

function connectionOf(member: AnyTestClient | UserReference): { socketId?: string; userId?: string } {
  return isClient(member) ? { socketId: member.socketId ?? "" } : { userId: idOf(member) };
}

function nameOf(member: AnyTestClient | UserReference): string {
  if (!isClient(member)) return `User ${idOf(member)}`;
  return member.userId === undefined ? "The guest" : `The client of user ${member.userId}`;
}

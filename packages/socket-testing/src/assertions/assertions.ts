import type { ContractDefinition, RegisteredContract, ServerEventName } from "@carillon/socket-contract";
import type { ReceivedOf } from "@carillon/socket-client";
import type { Notification } from "@carillon/socket-notifications";
import type { TestClient } from "../realtime/test-client.js";
import type { Expected } from "./matching.js";
import type { SentMessage } from "./test-record.js";

/** Who is meant: an id, an object with one, or a client that acts as a user. */
export type UserReference =
  string | number | { readonly id: string | number } | { readonly userId: string | undefined };

/** A class of notifications. */
export type NotificationClass<Sent extends Notification<never>> = abstract new (...args: never[]) => Sent;

/** A client of the test, whatever its contract. */
export type AnyTestClient = Pick<TestClient, "socketId" | "userId"> & { readonly client: object };

/**
 * Assertions about what the server did.
 *
 * An `assert` waits until it is true, for the test's `patienceMs` at most, and throws an AssertionError that shows what was sent, nearest
 * first. A `refute` waits until all events that have arrived are handled and what they sent has arrived, for a second at most, and
 * throws when it is not true then.
 */
export interface Assertions<Contract extends ContractDefinition = RegisteredContract> {
  /**
   * Asserts that an event was sent to a room, or to several rooms of which it is one.
   *
   * @param room - The room's name, such as that of a channel.
   * @param expected - What its payload should be: a part of it, or a function that looks at it.
   * @returns Its payload.
   */
  assertBroadcast<Event extends ServerEventName<Contract>>(
    room: string,
    event: Event,
    expected?: Expected<ReceivedOf<Event, Contract>>,
  ): Promise<ReceivedOf<Event, Contract>>;
  /** Asserts that no such event was sent to a room. */
  refuteBroadcast<Event extends ServerEventName<Contract>>(
    room: string,
    event: Event,
    expected?: Expected<ReceivedOf<Event, Contract>>,
  ): Promise<void>;
  /**
   * Asserts that an event was sent to a user: to the user's own room, or to one of the user's connections. What went to a
   * channel that the user has joined does not count.
   *
   * @returns Its payload.
   */
  assertEmittedTo<Event extends ServerEventName<Contract>>(
    user: UserReference,
    event: Event,
    expected?: Expected<ReceivedOf<Event, Contract>>,
  ): Promise<ReceivedOf<Event, Contract>>;
  /** Asserts that no such event was sent to a user. */
  refuteEmittedTo<Event extends ServerEventName<Contract>>(
    user: UserReference,
    event: Event,
    expected?: Expected<ReceivedOf<Event, Contract>>,
  ): Promise<void>;
  /**
   * Asserts that a user was notified, stored or pushed.
   *
   * @param kind - The class of the notification.
   * @param expected - What the notification should be: some of its properties, or a function that looks at it.
   * @returns The notification.
   */
  assertNotified<Sent extends Notification<never>>(
    user: UserReference,
    kind: NotificationClass<Sent>,
    expected?: Expected<Sent>,
  ): Promise<Sent>;
  /** Asserts that a user was not notified so. */
  refuteNotified<Sent extends Notification<never>>(
    user: UserReference,
    kind: NotificationClass<Sent>,
    expected?: Expected<Sent>,
  ): Promise<void>;
  /** Asserts that a client's connection is in a room, or that any connection of a user is. */
  assertJoined(member: AnyTestClient | UserReference, room: string): Promise<void>;
  /** Asserts that a client's connection, or any connection of a user, is not in a room. */
  refuteJoined(member: AnyTestClient | UserReference, room: string): Promise<void>;
  /**
   * Asserts that a client is not connected.
   *
   * @param code - Why: the server's code, such as `"revoked"` or `"token_expired"`, or what the client's status says, such as `"network"`.
   */
  assertDisconnected(client: AnyTestClient, code?: string): Promise<void>;
  /** Asserts that a client is connected. */
  refuteDisconnected(client: AnyTestClient): Promise<void>;
  /** Asserts that an event was sent to anyone. */
  assertSent<Event extends ServerEventName<Contract>>(
    event: Event,
    expected?: Expected<ReceivedOf<Event, Contract>>,
  ): Promise<ReceivedOf<Event, Contract>>;
  /** Asserts that no such event was sent to anyone. */
  refuteSent<Event extends ServerEventName<Contract>>(
    event: Event,
    expected?: Expected<ReceivedOf<Event, Contract>>,
  ): Promise<void>;
  /**
   * Asserts that anything was sent, apart from answers and from what Carillon itself sends: what `assertNothingSent` refuses.
   *
   * @returns The first event that was.
   */
  assertSomethingSent(): Promise<SentMessage>;
  /** Asserts that nothing was sent, apart from answers and from what Carillon itself sends, such as `presence:join`. */
  assertNothingSent(): Promise<void>;
}

import { createClient } from "@carillon/socket-client";
import type { Channel, ChannelState, Client, Outcome, RequestError, Status } from "@carillon/socket-client";
import { mismatch, shown } from "../assertions/matching.js";
import { receivedReport } from "../assertions/report.js";
import { until } from "../assertions/until.js";
import { inTime } from "../waiting/in-time.js";
import type { Scope } from "./scope.js";
import { assertion, attempt, failureText } from "./attempt.js";
import type { Attempt, ExpectedFailure, Failure } from "./attempt.js";
import type { Link } from "./link.js";
import { keepEvents } from "./received-events.js";
import type { ConnectOptions, TestOptions } from "./test-options.js";
import type { Expectation, TestClient } from "./test-client.js";

/** What a client of a test is made of. */
export interface ClientParts {
  readonly link: Link;
  readonly scope: Scope;
  readonly path: string;
  /** Finds whose the connection is. */
  readonly userIdOf: (socketId: string | undefined) => string | undefined;
  readonly given: NonNullable<TestOptions["client"]>;
  readonly options: ConnectOptions;
  readonly patienceMs: () => number;
  /** Resolves when nothing is under way any more. */
  readonly quiet: () => Promise<void>;
}

/** What ends an attempt to connect. */
type ConnectOutcome = Extract<Status, { readonly is: "online" | "signed_out" | "closed" }>;

/** Why a client was not let in. */
type Refused = Failure & Error;

/** A client of a test, as the test's own parts see it. */
export class RunningClient {
  readonly link: Link;
  readonly facade: TestClient;
  readonly client: Client;
  readonly #parts: ClientParts;
  readonly #events: ReturnType<typeof keepEvents>["events"];
  #refusal: Refused | undefined;
  /** Why it is not connected while it tries again. */
  #lost: Status | undefined;
  #isConnecting = true;

  constructor(parts: ClientParts) {
    const { link, given, options, scope } = parts;
    this.#parts = parts;
    this.link = link;
    const { parser, events } = keepEvents(scope.record.changed);
    this.#events = events;
    const { token = given.token } = options;
    this.client = createClient({
      ...given,
      ...(token !== undefined && { token: typeof token === "function" ? token : () => token }),
      ...(options.namespace && { namespace: options.namespace }),
      url: link.url,
      path: parts.path,
      clock: scope.clock,
      reconnect: { minMs: 5, maxMs: 50, ...given.reconnect, giveUp: this.#giveUp },
      socket: {
        ...given.socket,
        ...link.options,
        extraHeaders: { ...given.socket?.extraHeaders, ...options.headers, ...link.options.extraHeaders },
        parser,
      },
    });
    this.client.status.subscribe(() => {
      const status = this.client.status.getSnapshot();
      if (status.is !== "connecting") this.#lost = status.is === "waiting" ? status : undefined;
      scope.record.changed();
    });
    this.facade = this.#facade();
  }

  get socketId(): string | undefined {
    return this.client.socketId;
  }

  get userId(): string | undefined {
    return this.#parts.userIdOf(this.socketId);
  }

  get isOnline(): boolean {
    return this.client.status.getSnapshot().is === "online";
  }

  /** Connects; where that is refused, the first refusal ends it. */
  connect(): Attempt<TestClient> {
    return attempt("connecting", this.#connect());
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.link.close();
  }

  /** Why the client is not connected: the server's code, or what the client found. */
  reasons(): string[] {
    const now = this.client.status.getSnapshot();
    const status = now.is === "connecting" ? this.#lost : now;
    if (status === undefined || status.is === "online") return [];
    const revoked = this.#events.filter(({ event }) => event === "auth:revoked").at(-1)?.args[0];
    const { error } = (revoked ?? {}) as { readonly error?: string };
    const { code, reason } = status as { readonly code?: string; readonly reason?: string };
    return [...new Set([error, code, reason])].filter((why) => why !== undefined);
  }

  readonly #giveUp = (
    attempts: number,
    refusal: { code?: string; message: string; reason: string },
  ): boolean => {
    if (!this.#isConnecting)
      return this.#parts.given.reconnect?.giveUp?.(attempts, refusal as never) ?? false;
    this.#refusal = refusedAs(refusal.code ?? refusal.reason, refusal.message);
    return true;
  };

  async #connect(): Promise<TestClient> {
    const { client } = this;
    const { scope, patienceMs } = this.#parts;
    client.connect();
    const outcome = (): ConnectOutcome | undefined => {
      const now = client.status.getSnapshot();
      return now.is === "online" || now.is === "signed_out" || now.is === "closed" ? now : undefined;
    };
    const found = await until(scope.record, outcome, patienceMs());
    this.#isConnecting = false;
    if (found?.is === "online") return this.facade;
    if (found === undefined) throw this.#notConnected();
    const code = found.is === "signed_out" ? found.code : found.reason;
    throw this.#refusal ?? refusedAs(code, "The server does not let this client in.");
  }

  #facade(): TestClient {
    const { client } = this;
    const userId = (): string | undefined => this.userId;
    const own: Omit<TestClient, keyof Client> & Pick<TestClient, "join"> = {
      client,
      get userId() {
        return userId();
      },
      events: this.#events,
      expect: (event, ...[payload]) => this.#expect(event, payload),
      join: (name, ...params) => {
        const channel = client.channel(name, ...params);
        return attempt(`joining ${channel.name}`, this.#join(channel));
      },
      received: (event) => this.#received(event),
      assertReceived: (event, expected) => this.#assertReceived(event, expected),
      refuteReceived: (event, expected) => this.#refuteReceived(event, expected),
      online: () => this.#online(),
    };
    return Object.create(client, Object.getOwnPropertyDescriptors(own)) as TestClient;
  }

  #expect(event: string, payload: unknown): Expectation<unknown> {
    const patienceMs = this.#parts.patienceMs();
    const asked = this.client.try(event, payload);
    const about = `"${event}"${payload === undefined ? "" : ` with ${shown(payload)}`}`;
    const answer = async (): Promise<Outcome<unknown>> => {
      const found = await inTime(asked, patienceMs);
      if (found) return found.value;
      throw assertion(
        `${about} was not answered within ${String(patienceMs)} ms. Where its handler waits for the time, move it before: await t.clock.advance("30s").`,
      );
    };
    const toReply = async (expected?: unknown): Promise<unknown> => {
      const outcome = await answer();
      if (!outcome.ok) {
        throw assertion(`${about} failed: ${failureText(outcome.error)}${this.#logOf(outcome.error)}`);
      }
      const found = mismatch(expected, outcome.data);
      if (found === undefined) return outcome.data;
      throw assertion(`${about} got another reply: ${found}\n  the reply: ${shown(outcome.data)}`);
    };
    const toFail = async (expected?: ExpectedFailure): Promise<Failure> => {
      const outcome = await answer();
      if (outcome.ok) {
        throw assertion(
          `${about} should have failed, and was answered.\n  the reply: ${shown(outcome.data)}`,
        );
      }
      const failure = outcome.error as Failure;
      const found = mismatch(expected, failure);
      if (found === undefined) return failure;
      const told = `${failureText(failure)}${this.#logOf(outcome.error)}`;
      throw assertion(`${about} failed in another way: ${found}\n  it failed with ${told}`);
    };
    return { toReply, toFail };
  }

  /** What the server logged about a failure: what the client must not see, and a developer wants to. */
  #logOf({ requestId }: RequestError): string {
    if (requestId === undefined) return "";
    const line = this.#parts.scope.record.logs.find(({ fields }) => fields["requestId"] === requestId);
    if (line === undefined) return "";
    const { err } = line.fields as { readonly err?: Error };
    return `\n  the server logged: ${line.message}${err === undefined ? "" : `: ${err.stack ?? err.message}`}`;
  }

  async #join(channel: Channel): Promise<Channel> {
    const { state } = channel;
    const { scope } = this.#parts;
    const patienceMs = this.#parts.patienceMs();
    const outcome = (): ChannelState | undefined => {
      const now = state.getSnapshot();
      return now.is === "joined" || now.is === "refused" ? now : undefined;
    };
    // It stays subscribed: that keeps the channel joined.
    const leave = state.subscribe(scope.record.changed);
    const found = await until(scope.record, outcome, patienceMs);
    if (found?.is === "joined") return channel;
    leave();
    if (found) throw found.error ?? new Error(`The channel ${channel.name} refused the client.`);
    const now = shown(state.getSnapshot());
    throw assertion(`The client has not joined ${channel.name} after ${String(patienceMs)} ms: ${now}`);
  }

  #received(event: string): unknown[] {
    return this.#events.filter((one) => one.event === event).map(({ args }) => args[0]);
  }

  async #assertReceived(event: string, expected: unknown): Promise<unknown> {
    const { scope } = this.#parts;
    const patienceMs = this.#parts.patienceMs();
    const find = (): [unknown] | undefined => {
      const found = this.#received(event).findIndex((payload) => mismatch(expected, payload) === undefined);
      return found < 0 ? undefined : [this.#received(event)[found]];
    };
    const found = await until(scope.record, find, patienceMs);
    if (found) return found[0];
    throw assertion(
      `The client did not receive "${event}" within ${String(patienceMs)} ms.\n\n${receivedReport(this.#events, event, expected)}`,
    );
  }

  async #refuteReceived(event: string, expected: unknown): Promise<void> {
    await this.#parts.quiet();
    for (const payload of this.#received(event)) {
      if (mismatch(expected, payload) !== undefined) continue;
      throw assertion(`The client received "${event}", and should not have: ${shown(payload)}`);
    }
  }

  async #online(): Promise<void> {
    const { scope, patienceMs } = this.#parts;
    const isOnline = await until(scope.record, () => this.isOnline || undefined, patienceMs());
    if (!isOnline) throw this.#notConnected();
  }

  #notConnected(): Error {
    const status = shown(this.client.status.getSnapshot());
    return assertion(`The client is not connected after ${String(this.#parts.patienceMs())} ms: ${status}`);
  }
}

function refusedAs(code: string, message: string): Refused {
  const failure = { code, status: 0, data: undefined, retryable: false, retryAfterMs: undefined };
  return Object.assign(new Error(message), { name: "ConnectionRefused" }, failure);
}

import { z } from "zod4";

/** What every contender serves: the same events, users, checks and handlers. */

/** A payload of about 100 bytes, as a chat would send it. */
export interface Message {
  room: string;
  text: string;
}

/** The schema of W2. */
export const messageSchema = z.object({ room: z.string().min(1), text: z.string().min(1).max(2_000) });

/** The answer to every event. */
export interface Answer {
  readonly ok: boolean;
  readonly data?: unknown;
  readonly error?: string;
  readonly message?: string;
}

/** A user who signed in. `Date.now()` passes `expiresAt` after the run. */
export interface Session {
  readonly token: string;
  readonly user: { readonly id: string; readonly name: string };
  readonly expiresAt: number;
}

/** The room that W3 broadcasts to. */
export const room = "rooms.1";

/** What the load generator may ask for. */
export const events = {
  /** W1: answers with the payload. */
  echo: "chat:echo",
  /** W2: the same behind three middleware, an auth re-check and a schema. */
  guarded: "chat:guarded",
  /** W3: joins {@link room}. */
  join: "room:join",
  /** W3: broadcasts the payload to {@link room} as `chat:message`. */
  broadcast: "room:broadcast",
} as const;

const sessions = new Map<string, Session>();
for (let id = 0; id < 10_000; id++) {
  const token = `token-${id}`;
  sessions.set(token, {
    token,
    user: { id: String(id), name: `User ${id}` },
    expiresAt: Date.now() + 86_400_000,
  });
}

/** Who a token belongs to, as a session store would answer. */
export function signIn(token: unknown): Session | undefined {
  return typeof token === "string" ? sessions.get(token) : undefined;
}

/** The auth re-check of W2: the session still exists and has not expired. */
export function isValid(session: Session | undefined): session is Session {
  return session !== undefined && sessions.get(session.token) === session && session.expiresAt > Date.now();
}

/** Ends a session; the conformance check sees whether its next event is refused. */
export function revoke(token: string): void {
  sessions.delete(token);
}

/** The personal room of a user, joined when they connect. */
export function personalRoom(session: Session): string {
  return `users.${session.user.id}`;
}

const counts = new Map<string, number>();

/** First middleware of W2, synchronous: counts events by name. */
export function count(event: string): void {
  counts.set(event, (counts.get(event) ?? 0) + 1);
}

/** Second middleware of W2, synchronous: the payload names a room. */
export function hasRoom(payload: unknown): boolean {
  return typeof payload === "object" && payload !== null && "room" in payload && payload.room !== "";
}

let observed = 0;

/** Third middleware of W2, asynchronous: how long the rest took, in milliseconds. */
export function observe(ms: number): void {
  observed += ms;
}

/** What the middleware saw, so that no engine can leave them out. */
export function tally(): { counts: number; observed: number } {
  return { counts: [...counts.values()].reduce((sum, value) => sum + value, 0), observed };
}

/** The handler of W1 and W2. */
export function echo(message: Message): Message {
  return message;
}

/** Names of routes that are never called: W5 and W6 register them. */
export function idleRoutes(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `idle:route-${index}`);
}

import type { Session } from "../shared/contract.js";

/** A tab of its own keeps a session of its own: two tabs can be two people. A reload keeps it. */
const key = "carillon.chat.session";
const roomKey = "carillon.chat.room";

/** The session of this tab, or `null`. */
export function savedSession(): Session | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null") as Session | null;
  } catch {
    return null; // somebody edited it: sign in again
  }
}

export function saveSession(session: Session): void {
  sessionStorage.setItem(key, JSON.stringify(session));
}

export function forgetSession(): void {
  sessionStorage.removeItem(key);
  sessionStorage.removeItem(roomKey);
}

/** The room to open after a reload. */
export function savedRoom(): string {
  return sessionStorage.getItem(roomKey) ?? "lobby";
}

export function saveRoom(room: string): void {
  sessionStorage.setItem(roomKey, room);
}

/**
 * Asks the server for a session.
 *
 * @throws Error with a message for the person at the keyboard.
 */
export async function signIn(handle: string, password: string): Promise<Session> {
  const response = await fetch("/api/login", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ handle, password }),
  }).catch(() => null);
  if (!response) throw new Error("The server cannot be reached. Is it running?");
  const body = (await response.json().catch(() => ({}))) as Partial<Session> & { message?: string };
  if (!response.ok) throw new Error(body.message ?? "Signing in did not work. Try again.");
  return body as Session;
}

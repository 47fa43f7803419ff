import type { Person } from "../shared/contract.js";

/**
 * Who is signed in here. A tab keeps its person, so that two tabs can be two people; a new tab begins with the latest one
 * of this browser. What proves it is in a cookie that no script can read.
 */
const key = "carillon.chat.person";

/** A token is replaced when less than this is left of it, in milliseconds. */
const leastLeftMs = 1_000;

/** The person of this tab, or `null`. */
export function savedPerson(): Person | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? localStorage.getItem(key) ?? "null") as Person | null;
  } catch {
    return null; // edited by hand: sign in again
  }
}

export function savePerson(person: Person): void {
  for (const storage of [sessionStorage, localStorage]) storage.setItem(key, JSON.stringify(person));
}

export function forgetPerson(): void {
  for (const storage of [sessionStorage, localStorage]) storage.removeItem(key);
}

/**
 * Signs in.
 *
 * @throws Error with a message for the person at the keyboard.
 */
export async function signIn(handle: string, password: string): Promise<Person> {
  const response = await fetch("/api/sessions", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ handle, password }),
  }).catch(() => null);
  if (!response) throw new Error("The server cannot be reached. Is it running?");
  const body = (await response.json().catch(() => ({}))) as Person & { message?: string };
  if (!response.ok) throw new Error(body.message ?? "Signing in did not work. Try again.");
  return body;
}

/** Ends the session of this browser, or all sessions of this person. */
export async function signOut({ id }: Person, where: "here" | "everywhere"): Promise<void> {
  const path = where === "here" ? "" : "/all";
  await fetch(`/api/sessions/${id}${path}`, { method: "DELETE" }).catch(() => undefined);
}

/**
 * Gets tokens for the client. One that is still good is given again when a connection has to be made, so that a server that
 * is away shows as that; one that ends is replaced.
 */
export function createTokenSource({ id }: Person): (why: { reason: string }) => Promise<string | null> {
  let latest: { token: string; expiresAt: number } | undefined;
  return async ({ reason }) => {
    const isGood = latest !== undefined && latest.expiresAt - Date.now() > leastLeftMs;
    if (latest && isGood && (reason === "connect" || reason === "wake")) return latest.token;
    const response = await fetch(`/api/sessions/${id}/token`, { method: "POST" });
    if (response.status === 401) return null;
    if (!response.ok) throw new Error("No token: the server could not be asked.");
    latest = (await response.json()) as { token: string; expiresAt: number };
    return latest.token;
  };
}

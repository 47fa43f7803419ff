import { scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { Person } from "../shared/contract.js";

interface StoredUser extends Person {
  /** Salt and scrypt hash, base64url, with a dot between. */
  readonly password: string;
}

const users: readonly StoredUser[] = [
  {
    id: "1",
    handle: "ada",
    name: "Ada",
    password: "a6Iu6aqawerGVwMZdzvDEg.r6oiKEVSrpPBMfOhVVbKRf0_2TKwGrofmz5K0jXNfm0",
  },
  {
    id: "2",
    handle: "grace",
    name: "Grace",
    password: "gPqWegTyBldxG7aeb4lhjg.W6DK7yd4VyMrD4DYVu2126aF1eA0BMyTSYqFx3pHZQg",
  },
];

/** Whom an unknown name is compared with, so that it takes as long as a known one. */
const nobody = `${"A".repeat(22)}.${"A".repeat(43)}`;

/** The user with that name and password, or `null`. */
export async function findByPassword(handle: string, password: string): Promise<Person | null> {
  const user = users.find((candidate) => candidate.handle === handle.trim().toLowerCase());
  const isRight = await matches(password, user?.password ?? nobody);
  return user && isRight ? personOf(user) : null;
}

/** The user with that id, or `null`. */
export function findById(id: string | undefined): Person | null {
  const user = users.find((candidate) => candidate.id === id);
  return user ? personOf(user) : null;
}

/** The users whom a text names as `@handle`. */
export function mentionedIn(text: string): Person[] {
  const handles = new Set(Array.from(text.matchAll(/@([a-z]+)/gi), ([, handle]) => handle?.toLowerCase()));
  return users.filter((user) => handles.has(user.handle)).map(personOf);
}

const derive = promisify<string, Buffer, number, Buffer>(scrypt);

async function matches(password: string, stored: string): Promise<boolean> {
  const [salt = "", hash = ""] = stored.split(".");
  const expected = Buffer.from(hash, "base64url");
  return timingSafeEqual(await derive(password, Buffer.from(salt, "base64url"), expected.length), expected);
}

function personOf({ id, handle, name }: StoredUser): Person {
  return { id, handle, name };
}

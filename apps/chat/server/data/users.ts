import { scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { Person } from "../../shared/contract.js";

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
  {
    id: "3",
    handle: "mary",
    name: "Mary",
    password: "AnsOQYvmFJzDyGbw4E4zAw.zFlYViV5cCmDvSVlgDHpWLV852IlJ6WcvjeCsFfr6cY",
  },
  {
    id: "4",
    handle: "joan",
    name: "Joan",
    password: "Q6Ys0fp1AvFwD3SJ3kem8A.geDlwPg1SEv4ssX8tOMA9JgKYIJIiVR_5GP6W5LR56A",
  },
];

/** What the password for an unknown name is compared with, so that it takes as long as for a known one. */
const unknown = `${"A".repeat(22)}.${"A".repeat(43)}`;

/** The user with that name and password, or `null`. */
export async function findByPassword(handle: string, password: string): Promise<Person | null> {
  const user = users.find((candidate) => candidate.handle === handle.trim().toLowerCase());
  const isRight = await matches(password, user?.password ?? unknown);
  return user && isRight ? personOf(user) : null;
}

/** The user with that id, or `null`. */
export function findById(id: string | undefined): Person | null {
  const user = users.find((candidate) => candidate.id === id);
  return user ? personOf(user) : null;
}

/** All users, as the others see them. */
export function allPeople(): Person[] {
  return users.map(personOf);
}

/** The users that a text names as `@handle`. */
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

import { jwtGuard } from "carillon/auth";
import type { Guard } from "carillon/auth";
import { SignJWT } from "jose";
import type { Sessions, StoredSession } from "./data/sessions.js";
import { findById } from "./data/users.js";

/** A token as the page gets it. */
export interface IssuedToken {
  readonly token: string;
  /** When it ends, in milliseconds since the epoch. */
  readonly expiresAt: number;
}

/**
 * Issues the tokens of the chat, and knows them again. They live for minutes and in the page's memory alone; the page
 * gets a new one for its session's cookie.
 */
export class Tokens {
  /** The guard `api`. It looks at the session at every event: one that was ended is out at once. */
  readonly guard: Guard;
  readonly #secret: Uint8Array;
  readonly #lastsSeconds: number;

  /** @throws Error for a secret of less than 32 bytes. */
  constructor(sessions: Sessions, { secret, tokenSeconds }: { secret: Uint8Array; tokenSeconds: number }) {
    this.#secret = secret;
    this.#lastsSeconds = tokenSeconds;
    this.guard = jwtGuard({
      secret,
      clockToleranceS: 0, // the server that issues them reads them
      user: ({ sub, sid }) => (typeof sid === "string" && sessions.isAlive(sid) ? findById(sub) : null),
    });
  }

  /** A token for a session. */
  async issue({ id, user }: StoredSession): Promise<IssuedToken> {
    const endsAt = Math.floor(Date.now() / 1_000) + this.#lastsSeconds;
    const token = await new SignJWT({ sid: id })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject(user)
      .setExpirationTime(endsAt)
      .sign(this.#secret);
    return { token, expiresAt: endsAt * 1_000 };
  }
}

import { randomUUID } from "node:crypto";
import { jwtGuard } from "carillon/auth";
import type { Guard } from "carillon/auth";
import { SignJWT } from "jose";
import type { Person } from "../shared/contract.js";
import type { AppConfig } from "./config/app.js";
import { findById } from "./users.js";

/** Issues the tokens of the chat, and knows them again. */
export class Tokens {
  /** The guard `api`. It asks for the user at every event, so that one who was removed is out at once. */
  readonly guard: Guard;
  readonly #config: AppConfig;

  /** @throws Error for a secret of less than 32 bytes. */
  constructor(config: AppConfig) {
    this.#config = config;
    this.guard = jwtGuard({
      secret: config.secret,
      clockToleranceS: 0, // whoever issues them reads them
      user: ({ sub }) => findById(sub),
    });
  }

  /** A token for somebody who has shown their password. */
  issue(user: Person): Promise<string> {
    const { secret, tokenSeconds } = this.#config;
    return new SignJWT()
      .setProtectedHeader({ alg: "HS256" })
      .setSubject(user.id)
      .setJti(randomUUID())
      .setExpirationTime(Math.floor(Date.now() / 1_000) + tokenSeconds)
      .sign(secret);
  }
}

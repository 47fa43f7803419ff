import { UsageError } from "@carillon/socket-contract/server";
import { DefaultGuards } from "./default-guards.js";
import { asGuard } from "./guard.js";
import type { Guard, GuardFunction } from "./guard.js";
import { GuardRegistry, guardNames } from "./guard-registry.js";

/** What a middleware may name its guards by. */
export type GuardChoice = string | readonly string[] | Guard | GuardFunction | undefined;

/** The guards of an authenticator, and which of them a middleware asks. */
export class GuardSelection {
  readonly registry: GuardRegistry = new GuardRegistry();
  readonly #defaults: DefaultGuards;
  readonly #checksOrigins: boolean;

  /**
   * @param chosen - The names behind `auth:socket` that the application chose.
   * @param checksOrigins - Whether `allowedOrigins` is given, which guards on cookies need.
   */
  constructor(chosen: string | undefined, checksOrigins: boolean) {
    this.#defaults = new DefaultGuards(chosen === undefined ? undefined : guardNames(chosen));
    this.#checksOrigins = checksOrigins;
  }

  /** @throws UsageError `E_GUARD_TAKEN`, `E_INVALID_GUARD` or `E_ORIGINS_REQUIRED`. */
  register(name: string, guard: Guard | GuardFunction): void {
    if (asGuard(name, guard).isAmbient === true) this.demandOrigins(`the guard "${name}"`);
    this.registry.register(name, guard);
  }

  /** Registers a guard that was given without a name, behind `auth:socket` as well; returns the name that it got. */
  addDefault(guard: Guard | GuardFunction): string {
    const name = this.#freeName(asGuard("default", guard).name ?? "default");
    this.register(name, guard);
    this.#defaults.add(name);
    return name;
  }

  /** The names that a connection middleware asks for; a guard that is given itself is registered. */
  namesOf(guards: GuardChoice): readonly string[] {
    if (guards === undefined) return [];
    if (typeof guards === "string" || isList(guards)) return guardNames(guards);
    return [this.addDefault(guards)];
  }

  /** What names mean once all guards are there: `"socket"` and nothing at all stand for the default guard, which may still be given. */
  resolve(names: readonly string[]): () => readonly string[] {
    if (names.length > 0 && !names.includes("socket")) {
      this.registry.want(names);
      return () => names;
    }
    const others = names.filter((name) => name !== "socket");
    this.registry.want(others);
    this.#defaults.isWanted = true;
    if (others.length === 0) return () => this.#defaults.names;
    return () => names.flatMap((name) => (name === "socket" ? this.#defaults.names : [name]));
  }

  /** @throws UsageError `E_UNKNOWN_GUARD` for the first name that was asked for and is not registered. */
  check(): void {
    this.registry.check();
    if (this.#defaults.isWanted) this.registry.all(this.#defaults.names);
  }

  /** @throws UsageError `E_ORIGINS_REQUIRED` without `allowedOrigins`. */
  demandOrigins(what: string): void {
    if (this.#checksOrigins) return;
    throw new UsageError(
      "E_ORIGINS_REQUIRED",
      `Credentials from ${what} need allowedOrigins: browsers send cookies from any page, and CORS does not ` +
        `cover WebSockets. Write allowedOrigins: ["https://app.example.org"].`,
    );
  }

  #freeName(name: string): string {
    let free = name;
    for (let count = 2; this.registry.has(free); count += 1) free = `${name}${String(count)}`;
    return free;
  }
}

function isList(guards: unknown): guards is readonly string[] {
  return Array.isArray(guards);
}

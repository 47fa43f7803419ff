import { asGuard } from "@carillon/socket-auth";
import type { Guard, GuardFunction } from "@carillon/socket-auth";
import { UsageError } from "@carillon/socket-contract/server";
import { consoleLogger, createConsoleLogger, scrubLogger } from "@carillon/socket-scrub";
import type { Logger } from "@carillon/socket-scrub";
import type { ConnectionStep, WiringParts } from "../attach/wiring.js";
import { checkConfig } from "../config/check-config.js";
import { mergeConfig, resolveConfig } from "../config/sockets-config.js";
import type { ResolvedSocketsConfig, SocketsConfig } from "../config/sockets-config.js";
import type { AnyRoutes } from "../routes/realtime-routes.js";

/** What a manager is told before it is attached, beside its routes: configuration, guards and connection middleware. */
export class ManagerSetup {
  readonly #guards = new Map<string, Guard | GuardFunction>();
  readonly #steps: ConnectionStep[] = [];
  #given: SocketsConfig = {};
  #config: ResolvedSocketsConfig = resolveConfig({});
  #logger: Logger = scrubLogger(consoleLogger);

  /** The configuration, defaults filled in. */
  get config(): ResolvedSocketsConfig {
    return this.#config;
  }

  /** The logger of the configuration, scrubbed. */
  get logger(): Logger {
    return this.#logger;
  }

  /** @throws UsageError `E_CONFIG_KEY` or `E_CONFIG_VALUE`. */
  configure(config: SocketsConfig): void {
    checkConfig(config);
    this.#given = config;
    this.#config = resolveConfig(config);
    this.#logger = scrubLogger(config.logger ?? createConsoleLogger({ level: config.logLevel ?? "info" }));
  }

  /** The configuration with some keys replaced. */
  configWith(over: SocketsConfig): SocketsConfig {
    return mergeConfig(this.#given, over);
  }

  /** @throws UsageError `E_GUARD_TAKEN` for another guard of the same name, `E_INVALID_GUARD` for what cannot authenticate. */
  addGuard(name: string, guard: Guard | GuardFunction): void {
    const known = this.#guards.get(name);
    if (known !== undefined && known !== guard) {
      throw new UsageError(
        "E_GUARD_TAKEN",
        `The guard "${name}" is registered already: give this one another name, or remove one of the two.`,
      );
    }
    asGuard(name, guard);
    this.#guards.set(name, guard);
  }

  addStep(step: ConnectionStep): void {
    this.#steps.push(step);
  }

  /** What a server is wired up from. */
  wiringParts(route: AnyRoutes): Omit<WiringParts, "stores"> {
    return {
      config: this.#config,
      isAuthRequiredByName: this.#given.auth?.required === true,
      route,
      guards: this.#guards,
      steps: this.#steps,
      logger: this.#logger,
    };
  }

  /** Adds another one's guards and connection middleware. */
  copyFrom(other: ManagerSetup): void {
    for (const [name, guard] of other.#guards) this.#guards.set(name, guard);
    this.#steps.push(...other.#steps);
  }
}

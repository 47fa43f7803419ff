import { Server as NetServer } from "node:net";
import { nearestName, UsageError } from "@carillon/socket-contract/server";
import { loadSocketsConfig } from "../config/config-file.js";
import { setConfigRoot } from "../config/config-folder.js";
import { getSocketManager } from "../manager/current-manager.js";
import { withEnvironment } from "../config/environment.js";
import type { SocketManager } from "../manager/socket-manager.js";
import type { AttachTarget } from "../attach/socket-server.js";
import type { SocketsConfig } from "../config/sockets-config.js";

/** What the provider starts with. */
export interface SocketServiceProviderOptions {
  /** The server to attach to in `boot`. Without it, call `Socket.attach(server)` yourself. */
  readonly httpServer?: AttachTarget;
  /**
   * Replaces the configuration in `register`: the configuration itself, the path of a file that exports it as default, or
   * `true` for `config/sockets.{ts,mts,js,mjs,cjs}`. Default: the manager keeps what it has.
   */
  readonly config?: SocketsConfig | string | true;
  /** The folder that paths of configuration files are relative to, and whose `config/` `config.get` reads. Default: the working directory. */
  readonly root?: string;
  /** Lets `CARILLON_*` variables win over the configuration; see `withEnvironment`. Default `false`. */
  readonly env?: boolean;
}

/** The two steps of a service container, for the current manager. */
export interface SocketServiceProvider {
  /**
   * Applies the configuration. One that was given as an object is in place as soon as this returns.
   *
   * @throws Error for a file that cannot be loaded; TypeError for an unknown key or a wrong value, naming it.
   */
  register(): Promise<SocketManager>;

  /**
   * Attaches to the HTTP server, if one was given, and registers before if that was not done.
   *
   * @returns Resolves when connections can be taken: with `scale`, when the adapter is in place.
   * @throws Error when sockets are attached already, and when Redis cannot be reached.
   */
  boot(): Promise<SocketManager>;
}

/** {@link SocketServiceProvider}, with `new` or without. */
export interface SocketServiceProviderConstructor {
  /** @throws TypeError for options that cannot be used, saying what to write. */
  new (options?: SocketServiceProviderOptions): SocketServiceProvider;
  (options?: SocketServiceProviderOptions): SocketServiceProvider;
  readonly prototype: SocketServiceProvider;
}

/** The class behind the callable one. */
class Provider implements SocketServiceProvider {
  readonly #options: SocketServiceProviderOptions;
  #registered: Promise<SocketManager> | undefined;
  #isConfigured = false;

  constructor(options?: SocketServiceProviderOptions) {
    this.#options = isContainer(options) ? {} : checked(options ?? {});
  }

  register(): Promise<SocketManager> {
    this.#isConfigured = false;
    return (this.#registered = this.#configure());
  }

  async boot(): Promise<SocketManager> {
    const { httpServer } = this.#options;
    const registered = (this.#registered ??= this.#configure());
    // Without a file to wait for, the server is attached as soon as this returns and can listen at once.
    const manager = this.#isConfigured ? getSocketManager() : await registered;
    if (httpServer !== undefined) manager.attach(httpServer);
    if (manager.isAttached) await manager.ready();
    return manager;
  }

  async #configure(): Promise<SocketManager> {
    const { config, root, env = false } = this.#options;
    if (root !== undefined) setConfigRoot(root);
    const manager = getSocketManager();
    const written = isFile(config)
      ? await loadSocketsConfig({
          ...(config === true ? undefined : { file: config }),
          ...(root === undefined ? undefined : { root }),
        })
      : config;
    const effective = env ? withEnvironment(written) : written;
    if (effective) manager.configure(effective);
    this.#isConfigured = true;
    return manager;
  }
}

/**
 * Configures and attaches the current manager in the two steps of a service container.
 *
 * It is called with or without `new`; a list of providers may also hold the class itself, whose container makes the
 * instance.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { SocketServiceProvider } from "@carillon/socket-facade";
 *
 * const httpServer = createServer();
 * const provider = SocketServiceProvider({ httpServer, config: { path: "/live" } });
 * await provider.register();
 * await provider.boot();
 * httpServer.listen(3000);
 * ```
 * @see The seed document, "Installation".
 */
export const SocketServiceProvider: SocketServiceProviderConstructor = new Proxy(Provider, {
  apply: (Target, _self, [options]: [SocketServiceProviderOptions?]) => new Target(options),
}) as unknown as SocketServiceProviderConstructor;

const known = ["httpServer", "config", "root", "env"];

function isFile(config: SocketServiceProviderOptions["config"]): config is string | true {
  return config === true || typeof config === "string";
}

/** A container hands itself to the providers that it makes: an application, and not options. */
function isContainer(options: unknown): boolean {
  if (options instanceof NetServer) {
    throw new UsageError(
      "E_PROVIDER_OPTIONS",
      "SocketServiceProvider takes options: SocketServiceProvider({ httpServer: server }).",
    );
  }
  if (typeof options === "function") return true;
  const prototype: unknown = typeof options === "object" && options && Object.getPrototypeOf(options);
  if (typeof prototype !== "object" || prototype === null) return false;
  if (prototype !== Object.prototype) return true;
  // An application may be a plain object too; it has methods, and no key of the options.
  const entries = Object.entries(options as object);
  return (
    !entries.some(([key]) => known.includes(key)) && entries.some(([, value]) => typeof value === "function")
  );
}

function checked(options: SocketServiceProviderOptions): SocketServiceProviderOptions {
  if (typeof options !== "object") {
    throw new UsageError(
      "E_PROVIDER_OPTIONS",
      "SocketServiceProvider takes options: SocketServiceProvider({ httpServer, config }).",
    );
  }
  const { root } = options as { readonly root?: unknown };
  if (root !== undefined && typeof root !== "string")
    throw new UsageError(
      "E_PROVIDER_OPTIONS",
      `SocketServiceProvider: root is the path of a folder; got ${typeof root}.`,
    );
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const nearest = nearestName(key, known);
    throw new UsageError(
      "E_PROVIDER_OPTIONS",
      `SocketServiceProvider has no option "${key}"${nearest ? `; did you mean "${nearest}"?` : `. Known: ${known.join(", ")}.`}`,
    );
  }
  return options;
}

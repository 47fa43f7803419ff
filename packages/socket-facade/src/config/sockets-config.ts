import type { AuthenticatorOptions } from "@carillon/socket-auth";
import type { ContractDefinition } from "@carillon/socket-contract";
import type { Logger, LogLevel } from "@carillon/socket-scrub";
import type { EngineOptions } from "@carillon/socket-engine";
import type { NotificationStore } from "@carillon/socket-notifications";
import type { ClientLimits, HistoryStore, PresenceStore } from "@carillon/socket-rooms";
import type {
  IdempotencyStore,
  PayloadLimits,
  RedisClient,
  ControllerResolver,
} from "@carillon/socket-router";
import type { ServerOptions } from "socket.io";
import type { ScaleConfig } from "@carillon/socket-scale";

/** Everything that can be configured; each key has a default. See the seed document, "Configuration". */
export interface SocketsConfig {
  /** `false` turns the whole layer into one that does nothing. Default `true`. */
  readonly enabled?: boolean;
  /** The transport. Only `"socket.io"`, the default. */
  readonly driver?: "socket.io";
  /** The path of the Socket.IO endpoint. Default `"/socket.io"`. */
  readonly path?: string;
  /** CORS for the polling transport. Default `{ origin: "*" }`. It does not cover WebSocket: see `auth.allowedOrigins`. */
  readonly cors?: ServerOptions["cors"];
  /** Who may connect. */
  readonly auth?: AuthConfig;
  /** Rooms. */
  readonly rooms?: RoomsConfig;
  /** How notifications are kept, and what their events are called. */
  readonly notifications?: NotificationsConfig;
  /** Typed events with schemas: payloads are validated, replies checked. */
  readonly contract?: ContractDefinition;
  /** Any pino-shaped logger; what is written to it is scrubbed. Default: the console. */
  readonly logger?: Logger;
  /** Lines of the console's logger below this level are not written; `"silent"` writes none. Default `"info"`. */
  readonly logLevel?: LogLevel;
  /** The largest payload of a route. Default: `maxHttpBufferSize`. */
  readonly limits?: PayloadLimits;
  /** Milliseconds until an unanswered event is answered with `timeout`, also where a channel's rule does not answer; 0 waits forever. Default 30,000. */
  readonly timeoutMs?: number;
  /** Checks replies against the contract. Default: unless `NODE_ENV` is `"production"`. */
  readonly validateReplies?: boolean;
  /** Builds controller instances, e.g. with a container. Default: `new Controller()`. */
  readonly resolve?: ControllerResolver;
  /**
   * The Redis or Valkey of all nodes: its URL, which needs the package `redis`, or a connected client of node-redis or ioredis.
   *
   * It alone makes several nodes one server, by the adapter `"redis-streams"`, and keeps there what `throttle` counts, the answers
   * of idempotent routes, presence, history and revocations. Each has a key of its own that wins: `scale`, `throttle`,
   * `idempotencyStore`, `rooms.presence`, `rooms.history`, `auth.revocations`. Default: all in memory, one node.
   */
  readonly redis?: string | RedisClient;
  /** Where `throttle` counts: a connected Redis client, or `"memory"`. Default: on `redis`, else in memory. */
  readonly throttle?: "memory" | RedisClient;
  /** Keeps the answers of idempotent routes. Default: on `redis`, else in memory. */
  readonly idempotencyStore?: IdempotencyStore;
  /**
   * Most bytes that may wait for a client that does not read; then it is dropped. Each packet that waits counts for 64 bytes more
   * than its data, as it does in memory. Default 1 MiB on a server that `Socket.attach` creates; `Infinity` never
   * drops. A server of your own keeps its behaviour unless this is set.
   */
  readonly maxBufferedBytes?: number;
  /** Several nodes as one server. Default: by `redis` where it is set, else one node. */
  readonly scale?: ScaleConfig;
  /** Parts of the engine of a server that `Socket.attach` creates, each to be switched off with `false`. */
  readonly engine?: EngineConfig;
  /** Options for the Socket.IO server that `Socket.attach` creates. */
  readonly server?: Partial<ServerOptions>;
}

/** The `engine` part of the configuration. */
export interface EngineConfig extends EngineOptions {
  /** Writes packets straight to the WebSockets that can take them. Default `true`. */
  readonly direct?: boolean;
  /** Gives messages of WebSockets straight to Socket.IO's parser. Default `true`. */
  readonly reads?: boolean;
  /** Keeps less memory for each connection, also on a server of your own. Default `true`. */
  readonly compact?: boolean;
}

/** The `auth` part of the configuration. */
export interface AuthConfig extends Omit<AuthenticatorOptions, "logger" | "onChange" | "listen"> {
  /** The guard behind `auth:socket`. Default `"api"`. */
  readonly guard?: string;
  /** Refuses anonymous handshakes. Default `true`. */
  readonly required?: boolean;
}

/** The `rooms` part of the configuration. */
export interface RoomsConfig {
  /** Template of the room that a user's sockets join by themselves. Default `"users.{id}"`. */
  readonly user?: string;
  /** Most rooms of one socket. Default 100. */
  readonly max?: number;
  /** What one connection may ask of channels. Default: 200 requests under way, 100 whispers and 100,000 bytes a second. */
  readonly limits?: ClientLimits;
  /** Keeps who is in channels with presence. Default: on `redis`, else in memory, for one node. */
  readonly presence?: PresenceStore;
  /** Keeps what is sent in channels with history. Default: on `redis`, else in memory, for one node. */
  readonly history?: HistoryStore;
}

/** The `notifications` part of the configuration. */
export interface NotificationsConfig {
  /** Default `"notification:new"`. */
  readonly newEvent?: string;
  /** Default `"notification:read"`. */
  readonly readEvent?: string;
  /** Default `"notification:read-all"`. */
  readonly readAllEvent?: string;
  /** Keeps them. Default: in memory, the newest 1,000 of a user, for one node and until it ends. */
  readonly store?: NotificationStore;
}

/** A configuration with the defaults filled in. */
export type ResolvedSocketsConfig = SocketsConfig &
  Required<Pick<SocketsConfig, "enabled" | "driver" | "path" | "cors" | "server">> & {
    readonly auth: AuthConfig & { readonly guard: string; readonly required: boolean };
    readonly rooms: RoomsConfig & Required<Pick<RoomsConfig, "user" | "max">>;
    readonly notifications: NotificationsConfig & Required<Omit<NotificationsConfig, "store">>;
  };

/**
 * Types a configuration file.
 *
 * @param config - See {@link SocketsConfig}.
 * @returns The same object.
 */
export function defineSocketsConfig(config: SocketsConfig): SocketsConfig {
  return config;
}

/** One configuration over another; `auth`, `rooms` and `notifications` key by key. */
export function mergeConfig(config: SocketsConfig, over: SocketsConfig): SocketsConfig {
  const merged = { ...config, ...over };
  for (const part of ["auth", "rooms", "notifications"] as const)
    if (merged[part]) Object.assign(merged, { [part]: { ...config[part], ...over[part] } });
  return merged;
}

/** Fills in the seed's defaults. */
export function resolveConfig(config: SocketsConfig): ResolvedSocketsConfig {
  return {
    ...config,
    enabled: config.enabled ?? true,
    driver: config.driver ?? "socket.io",
    path: config.path ?? "/socket.io",
    cors: config.cors ?? { origin: "*" },
    server: config.server ?? {},
    auth: { ...config.auth, guard: config.auth?.guard ?? "api", required: config.auth?.required ?? true },
    rooms: { user: "users.{id}", max: 100, ...config.rooms },
    notifications: {
      newEvent: "notification:new",
      readEvent: "notification:read",
      readAllEvent: "notification:read-all",
      ...config.notifications,
    },
  };
}

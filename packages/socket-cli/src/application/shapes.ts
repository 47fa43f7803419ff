/** A route as `router.routes()` describes it. */
export interface RouteShape {
  readonly event: string;
  readonly namespace: string;
  readonly handler: string;
  readonly middleware: readonly string[];
  readonly guards: readonly string[];
  readonly schema?: { readonly payload: boolean; readonly reply: boolean };
  /** The schemas themselves. */
  readonly schemas?: EventShape;
  /** Whether it answers a reserved event such as `channel:join`. */
  readonly builtIn?: boolean;
  readonly timeoutMs?: number;
  /** `file:line:column`. */
  readonly source?: string | undefined;
}

/** Anything that has routes: a router, or the `route` of a layer. */
export interface RouterShape {
  routes(): readonly RouteShape[];
  readonly channels?: ChannelsShape;
}

/** The channel rules of a layer. */
export interface ChannelsShape {
  list(): readonly string[];
  match(name: string): ChannelShape | undefined;
}

/** A pattern with its rule. */
export interface ChannelShape {
  readonly pattern: { readonly source: string };
  readonly rule: RuleShape;
  /** `file:line:column`. */
  readonly source?: string | undefined;
}

/** Who may do what in a channel. */
export interface RuleShape {
  readonly join?: unknown;
  readonly guards?: readonly string[];
  readonly guests?: boolean;
  readonly presence?: unknown;
  readonly history?: unknown;
  readonly whisper?: unknown;
}

/** A layer: what `getSocketManager()` and `createRealtime()` return. */
export interface ManagerShape {
  readonly route: RouterShape;
  readonly config?: ConfigShape;
  readonly isAttached?: boolean;
  configure?(config: object): unknown;
  close?(): Promise<void>;
  /** What a look at the application found, where the installed version offers it. */
  inspect?(): unknown;
  findings?(): unknown;
}

/** What of a configuration is looked at. */
export interface ConfigShape {
  readonly path?: string;
  readonly contract?: ContractShape | undefined;
  readonly cors?: unknown;
  readonly auth?: {
    readonly guard?: unknown;
    readonly required?: boolean;
    readonly sources?: readonly unknown[];
    readonly allowedOrigins?: unknown;
  };
  readonly rooms?: Readonly<Record<string, unknown>>;
  readonly notifications?: Readonly<Record<string, unknown>>;
  readonly scale?: Readonly<Record<string, unknown>> | undefined;
  readonly server?: Readonly<Record<string, unknown>> | undefined;
  readonly redis?: unknown;
  readonly idempotencyStore?: unknown;
}

/** A contract by its parts. */
export interface ContractShape {
  readonly client?: Readonly<Record<string, EventShape>>;
  readonly server?: Readonly<Record<string, EventShape>>;
  readonly channels?: Readonly<Record<string, { readonly presence?: unknown }>>;
}

/** An event's schemas. */
export interface EventShape {
  readonly payload?: unknown;
  readonly reply?: unknown;
}

/** Whether a value has routes that can be asked. */
export function isRouter(value: unknown): value is RouterShape {
  return typeof (value as { routes?: unknown } | null | undefined)?.routes === "function";
}

/** Whether a value is a layer. */
export function isManager(value: unknown): value is ManagerShape {
  return isRouter((value as { route?: unknown } | null | undefined)?.route);
}

import type { Loose } from "./loose.js";

/**
 * A schema in a contract: any Standard Schema. The type checker looks no further than its `~standard`; with hundreds of events the
 * comparison of all its members would be most of what a contract costs. The router checks the rest at boot.
 */
export interface ContractSchema {
  readonly "~standard": Loose;
}

/** One event: the payload that travels with it and, from client to server, the reply to its ack. */
export interface EventDefinition {
  /** Validates the payload. Without it any payload passes, typed `unknown`. */
  readonly payload?: ContractSchema;
  /** Validates what the handler returns. Without it any reply passes. */
  readonly reply?: ContractSchema;
}

/** One channel pattern: what each member shows to the others, and says to them. */
export interface ChannelDefinition {
  /** The shape of a member's presence info: an object. What is shown of a member is checked against it on the server. */
  readonly presence?: ContractSchema;
  /** What members whisper to each other, by name; types alone, the server passes it on unseen. */
  readonly whisper?: Readonly<Record<string, Pick<EventDefinition, "payload">>>;
}

/** Everything that travels between a server and its clients. */
export interface ContractDefinition {
  /** Events that clients send, by name. */
  readonly client?: Readonly<Record<string, EventDefinition>>;
  /** Events that the server sends, by name. */
  readonly server?: Readonly<Record<string, Pick<EventDefinition, "payload">>>;
  /** Channels, by pattern: `"rooms.{room}"`. */
  readonly channels?: Readonly<Record<string, ChannelDefinition>>;
}

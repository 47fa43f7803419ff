import type { Envelope, ErrorEvent } from "./envelope.js";

/** A place in a channel's history. Offsets mean something within their epoch alone. */
export interface ChannelPosition {
  /** Changes when the history was lost. */
  readonly epoch: string;
  /** How many messages there have been. */
  readonly offset: number;
}

/** What comes behind the payload of every event that a channel's rule covers. */
export interface ChannelMark extends Partial<ChannelPosition> {
  /** The channel's name. */
  readonly channel: string;
}

/** One message of a channel that a client missed. */
export interface MissedMessage {
  /** Its place in the history. */
  readonly offset: number;
  readonly event: string;
  readonly payload: unknown;
}

/** Where a channel with history is, and all that was missed or nothing. */
export interface ChannelHistory extends ChannelPosition {
  /** Whether `missed` is all that came since the position that was asked for. */
  readonly recovered: boolean;
  readonly missed: readonly MissedMessage[];
}

/** A user in a channel with presence, as the others see it. */
export interface Member<Info extends object = object> {
  /** The user's id. */
  readonly id: string;
  /** What the channel's rule lets others see of the user. */
  readonly info: Info | null;
  /** How many connections (tabs, devices) of the user are in the channel. */
  readonly connections: number;
  /** Since when, in milliseconds since the epoch. */
  readonly since: number;
}

/** Who is in a channel with presence. */
export interface PresenceState {
  /** Announcements of a higher version come on top of it; others are in it already. Grows on one node, with gaps. */
  readonly version: number;
  /** How many users are here. */
  readonly count: number;
  /** Who they are; not in channels that only count. */
  readonly members?: readonly Member[];
}

/** What every announcement of presence has. */
interface PresenceChange {
  readonly channel: string;
  /** Of the channel's node; see {@link PresenceState.version}. */
  readonly version: number;
}

/** What a `channel:join` answers. */
export interface ChannelJoinReply {
  readonly channel: string;
  /** In channels with presence. */
  readonly presence?: PresenceState;
  /** In channels with history. */
  readonly history?: ChannelHistory;
}

/** A notification as clients see it, live and in lists. */
export interface NotificationItem<Data = unknown> {
  /** The same in every list and event. */
  readonly id: string;
  /** Its kind, such as `"OrderShipped"`. */
  readonly type: string;
  readonly data: Data;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** When it was read, in milliseconds since the epoch; `null` for not yet. */
  readonly readAt: number | null;
  /** Its place: texts compare as places do. `null` for one that was not stored. */
  readonly cursor: string | null;
}

/** What a `notifications:list` answers. */
export interface NotificationPage {
  /** Newest first, or oldest first for what was missed. */
  readonly notifications: readonly NotificationItem[];
  /** Keep it, and pass it as `after` when you come back. */
  readonly newest: string;
  /** Pass it as `before` for the next page. */
  readonly oldest: string;
  /** Whether there are more in this direction. */
  readonly hasMore: boolean;
  /** Whether `after` was from before the store was lost: then this is the newest page instead. */
  readonly reset: boolean;
  /** How many are unread in all. */
  readonly unread: number;
}

/** One event of Carillon's own that clients send. */
interface Request<Payload, Reply> {
  readonly payload: Payload;
  readonly reply: Reply;
}

/** Events that every Carillon server answers by itself, by name: what is sent, and what the ack holds in `data`. */
export interface BuiltInClientEvents {
  /** Goes on with a new token of the same user. `expiresAt` is in milliseconds since the epoch; `null` for never. */
  readonly "auth:refresh": Request<{ readonly token: string }, { readonly expiresAt: number | null }>;
  readonly "channel:join": Request<
    {
      readonly channel: string;
      /** Where the client was, and the id of its connection then. */
      readonly since?: ChannelPosition & { readonly socketId?: string };
    },
    ChannelJoinReply
  >;
  readonly "channel:leave": Request<{ readonly channel: string }, { readonly channel: string }>;
  readonly "channel:whisper": Request<
    { readonly channel: string; readonly event: string; readonly payload?: unknown },
    { readonly channel: string }
  >;
  readonly "notifications:list": Request<
    | {
        /** Only what came after this cursor, oldest first. */
        readonly after?: string;
        /** Only what came before this cursor. */
        readonly before?: string;
        /** 1 to 100. Default 50. */
        readonly limit?: number;
        readonly unreadOnly?: boolean;
      }
    | undefined,
    NotificationPage
  >;
  /** `changed` are those that were unread. */
  readonly "notifications:read": Request<
    { readonly id: string } | { readonly ids: readonly string[] },
    { readonly changed: readonly string[]; readonly unread: number }
  >;
  /** All up to the cursor `before` are read. */
  readonly "notifications:read-all": Request<
    { readonly before?: string } | undefined,
    { readonly changed: number; readonly before: string; readonly unread: number }
  >;
  readonly "notifications:unread-count": Request<undefined, { readonly unread: number }>;
}

/** Events that a Carillon server sends by itself, by name, and their payloads. */
export interface BuiltInServerEvents {
  /** An event without an ack failed, or this connection was put out of a channel (`event: "channel:join"`). */
  readonly "error:socket": ErrorEvent;
  /** The token ends soon. */
  readonly "auth:expiring": { readonly expiresAt: number; readonly expiresInMs: number };
  /** The identity ended. `reconnect` says whether another token may help. */
  readonly "auth:revoked": {
    readonly error: string;
    readonly message: string;
    readonly status?: number;
    readonly reconnect: boolean;
  };
  /** The server goes away; the connection ends soon, and another node takes the next one. */
  readonly "server:draining": {
    readonly error: string;
    readonly message: string;
    readonly reconnect: boolean;
  };
  /** The answer to a join that the handshake asked for, in `auth.join`. */
  readonly "channel:joined": { readonly channel: string; readonly answer: Envelope<ChannelJoinReply> };
  /** What another member said; `from` is its user's id, `null` for a guest. */
  readonly "channel:whisper": {
    readonly channel: string;
    readonly from: string | null;
    readonly event: string;
    readonly payload?: unknown;
  };
  readonly "presence:state": PresenceState & { readonly channel: string };
  readonly "presence:join": PresenceChange & { readonly members: readonly Member[] };
  readonly "presence:leave": PresenceChange & { readonly members: readonly Member[] };
  /** `members` that changed; `count` in channels that only count. */
  readonly "presence:update": PresenceChange & {
    readonly members?: readonly Member[];
    readonly count?: number;
  };
  readonly "notification:new": NotificationItem;
  /** One was read on another of the user's connections. */
  readonly "notification:read": { readonly id: string };
  /** All whose cursor is not greater than `before` were read. */
  readonly "notification:read-all": { readonly before: string };
}

import type { ErrorNotes } from "./error-note.js";

/** Codes of channels, presence, history and notifications. */
export const roomNotes: ErrorNotes = {
  E_CHANNEL_DEFINED_TWICE: {
    cause:
      "Two rules have patterns that match exactly the same names; names of parameters make no difference.",
    mend: "Join them into one rule, or give one another first segment.",
  },
  E_CHANNEL_GUARDS: {
    cause: "`guards` of a channel is one name or a function.",
    mend: 'Write a list of names of guards that are registered: `guards: ["api"]`.',
  },
  E_CHANNEL_GUESTS_PRESENCE: {
    cause:
      "A channel lets guests in and shows its members. Members are shown by their users' ids, and guests have none.",
    mend: "Take two channels: a public one without presence, and one for users with it.",
  },
  E_CHANNEL_HISTORY: {
    cause: "A channel's history has no size, no time, or a zero. One without a bound would grow for ever.",
    mend: "Write both, or `history: true` for the defaults.",
    example: 'Route.channel("rooms.{room}", { join: mayRead, history: { size: 100, ttlMs: 120_000 } });',
  },
  E_CHANNEL_PATTERN: {
    cause: "A channel's pattern is no text, has an empty segment, or braces without a name in them.",
    mend: 'Write segments with dots between them and parameters in braces: `"orders.{orderId}"`.',
  },
  E_CHANNEL_RULE: {
    cause:
      "A rule has no `join`, so that no client could join, or one of its keys has a value that it does not take.",
    mend: "Give `join`: a function that returns whether this user may. The message names the key otherwise.",
  },
  E_MEMBER_PATTERN: {
    cause: "`member:` has no room behind the colon, or braces that do not close.",
    mend: "Write the room as it is joined, with the payload's fields in braces: `member:rooms.{room}` reads `payload.room`.",
  },
  E_NOTIFICATION_CHANNEL: {
    cause:
      '`via` of a notification named a way that there is not. Carillon stores (`"database"`) and pushes (`"socket"`).',
    mend: "Return those of the two that you want, and send mail beside `notify`.",
    example:
      'class OrderShipped extends Notification {\n  via() {\n    return ["database", "socket"];\n  }\n}',
  },
  E_NOTIFICATION_DATA: {
    cause:
      "A notification says nothing: neither `toDatabase` nor `toSocket` is there for the ways that `via` names.",
    mend: "Write `toDatabase(user)`; what is pushed is the same unless `toSocket(user)` says otherwise.",
    example:
      "class OrderShipped extends Notification {\n  constructor(id) {\n    super();\n    this.orderId = id;\n  }\n  toDatabase() {\n    return { orderId: this.orderId };\n  }\n}",
  },
  E_NOTIFICATION_ID: {
    cause: "The id of a notification is empty, longer than 128 characters, or has control characters.",
    mend: "Leave it out, or take one that is the same for the same occurrence, so that it is not stored twice.",
    example: 'class OrderShipped extends Notification {\n  id = "order-7-shipped";\n}',
  },
  E_NOTIFICATION_OPTION: {
    cause: "An option of notifications is missing or has a value that it does not take.",
    mend: "The message names it and shows one. The store has six methods; those of the package are complete.",
    example: "setSocketsConfig({ notifications: { store: new PostgresNotificationStore(pool) } });",
  },
  E_NOTIFICATION_RECIPIENT: {
    cause: "`notify` got a user without an id, `undefined`, or an address that is none.",
    mend: 'Give the user, or set `userIdOf` where ids are under another name. Without a user object: `Notification.route("user", 42)`.',
  },
  E_NOTIFICATION_SIZE: {
    cause:
      "What a notification stores or pushes is above `maxBytes`. Each device of the user would get all of it.",
    mend: "Send an id and a title, and let clients ask for the rest.",
    example:
      "class ReportReady extends Notification {\n  toDatabase() {\n    return { reportId: 7 }; // not the report\n  }\n}",
  },
  E_NOT_A_NOTIFICATION: {
    cause: "`notify` got a plain object or a class instead of an instance.",
    mend: "Write a class that extends `Notification` and pass `new` of it: its type is what clients tell kinds apart by.",
  },
  E_NOT_PRESENT: {
    cause:
      "`updatePresence` was called for a connection that is not in the channel, or whose channel shows no members.",
    mend: "Join first, and give the rule `presence: true`.",
    example:
      'Route.channel("rooms.{room}", { join: mayRead, presence: true });\n\nawait socket.joinRoom("rooms.7");\nawait rooms.updatePresence(socket, "rooms.7", { status: "away" });',
  },
  E_PRESENCE_INFO: {
    cause: "What a member shows does not fit the schema that the contract has for this channel.",
    mend: "Change what `join` or `info` returns, or the contract's `presence`. The message names the field.",
    example: 'Route.channel("rooms.{room}", { join: ({ user }) => ({ name: user.name }), presence: true });',
  },
  E_PRESENCE_LEASE: {
    cause: "`presence.leaseMs`, after which members of a node that died are gone, is no time.",
    mend: "Give milliseconds, some seconds at least: nodes renew it three times in that while.",
    example: "setSocketsConfig({ rooms: { presence: { leaseMs: 15_000 } } });",
  },
  E_ROOMS_LIMIT: {
    cause: "A limit of joins and whispers is zero, negative or no number.",
    mend: "Give a whole number above zero.",
    example: "setSocketsConfig({ rooms: { limits: { whispersPerSecond: 50 } } });",
  },
  E_ROOMS_MAX: {
    cause: "`rooms.max`, how many rooms one connection may be in, is no whole number above zero.",
    mend: "Give one. Without it there is a default; no limit at all would let one client fill the memory.",
    example: "setSocketsConfig({ rooms: { max: 100 } });",
  },
  E_ROOM_TEMPLATE: {
    cause:
      "The template of personal rooms has no `{id}`, two of them, or nothing else: then users would share a room, or every room would be a personal one.",
    mend: 'Write a prefix and `{id}`: `"users.{id}"`.',
  },
  E_TABLE_NAME: {
    cause:
      "The table's name goes into SQL as it is and has a sign that does not belong there, or is too long for the indexes that are named after it.",
    mend: "Take at most 48 letters, digits and underscores.",
  },
  E_UNKNOWN_CHANNEL: {
    cause: "`recheckChannel` names a pattern that no rule has.",
    mend: "Write the pattern as `Route.channel` has it, or the whole name of one channel.",
  },
  E_CHANNEL_WITHOUT_PRESENCE: {
    cause:
      "`members` was asked for a channel whose rule has no presence, so that the server keeps no list of who is there.",
    mend: "Switch presence on in the rule.",
    example:
      'Route.channel("rooms.{roomId}", {\n  join: ({ user }, { roomId }) => user.rooms.includes(roomId),\n  presence: true,\n});\n\nconst members = await Socket.members("rooms.7");',
  },
};

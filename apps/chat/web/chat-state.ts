import type { Mention, Message, Person, RoomInfo } from "../shared/contract.js";

/** How the page stands with the server. */
export type ConnectionState = "connecting" | "online" | "offline" | "refused";

/** What a room that one is in looks like on this page. */
export interface JoinedRoom {
  readonly messages: readonly Message[];
  readonly unread: number;
  readonly typing: readonly Person[];
}

/** A word to the person at the keyboard. */
export interface Notice {
  readonly id: string;
  readonly kind: "refusal" | "mention";
  readonly text: string;
  /** The room that it is about, to open it. */
  readonly room?: string;
}

export interface ChatState {
  readonly connection: ConnectionState;
  readonly rooms: readonly RoomInfo[];
  readonly joined: Readonly<Record<string, JoinedRoom>>;
  readonly current: string | null;
  readonly notices: readonly Notice[];
  /** Where this user was mentioned, newest first. */
  readonly mentions: readonly Mention[];
}

export type ChatAction =
  | { readonly type: "connection"; readonly connection: ConnectionState }
  | { readonly type: "listed"; readonly rooms: readonly RoomInfo[] }
  | { readonly type: "updated"; readonly room: RoomInfo }
  | { readonly type: "joined"; readonly room: RoomInfo; readonly messages: readonly Message[] }
  | { readonly type: "opened"; readonly room: string }
  | { readonly type: "left"; readonly room: string }
  | { readonly type: "message"; readonly message: Message; readonly isOwn: boolean }
  | { readonly type: "typing"; readonly room: string; readonly from: Person; readonly isTyping: boolean }
  | { readonly type: "notice"; readonly notice: Notice }
  | { readonly type: "dismissed"; readonly id: string }
  | { readonly type: "mentioned"; readonly mentions: readonly Mention[] }
  | { readonly type: "mentions-read"; readonly before: string; readonly at: number };

export const initialState: ChatState = {
  connection: "connecting",
  rooms: [],
  joined: {},
  current: null,
  notices: [],
  mentions: [],
};

/** Messages that the page keeps of a room. */
const maxMessages = 500;
const maxNotices = 4;
const maxMentions = 50;

/** What the page knows after something happened. */
export function chatReducer(state: ChatState, action: ChatAction): ChatState {
  switch (action.type) {
    case "connection":
      return { ...state, connection: action.connection };
    case "listed":
      return { ...state, rooms: action.rooms };
    case "updated":
      return { ...state, rooms: withRoom(state.rooms, action.room) };
    case "joined":
      return {
        ...state,
        rooms: withRoom(state.rooms, action.room),
        joined: {
          ...state.joined,
          [action.room.name]: {
            messages: action.messages,
            unread: state.joined[action.room.name]?.unread ?? 0,
            typing: [],
          },
        },
      };
    case "opened":
      return inRoom({ ...state, current: action.room }, action.room, (room) => ({ ...room, unread: 0 }));
    case "left": {
      const joined = Object.fromEntries(
        Object.entries(state.joined).filter(([name]) => name !== action.room),
      );
      const current = state.current === action.room ? (Object.keys(joined)[0] ?? null) : state.current;
      return { ...state, joined, current };
    }
    case "message":
      return received(state, action.message, action.isOwn);
    case "typing":
      return inRoom(state, action.room, (room) => {
        const others = room.typing.filter(({ id }) => id !== action.from.id);
        return { ...room, typing: action.isTyping ? [...others, action.from] : others };
      });
    case "notice":
      return { ...state, notices: [...state.notices, action.notice].slice(-maxNotices) };
    case "dismissed":
      return { ...state, notices: state.notices.filter(({ id }) => id !== action.id) };
    case "mentioned":
      return { ...state, mentions: withMentions(state.mentions, action.mentions) };
    case "mentions-read":
      return {
        ...state,
        mentions: state.mentions.map((mention) =>
          (mention.cursor ?? "") <= action.before
            ? { ...mention, readAt: mention.readAt ?? action.at }
            : mention,
        ),
      };
  }
}

function received(state: ChatState, message: Message, isOwn: boolean): ChatState {
  return inRoom(state, message.room, (room) => {
    if (room.messages.some(({ id }) => id === message.id)) return room;
    const isSeen = isOwn || state.current === message.room;
    return {
      messages: [...room.messages, message].slice(-maxMessages),
      unread: isSeen ? room.unread : room.unread + 1,
      typing: room.typing.filter(({ id }) => id !== message.from.id),
    };
  });
}

/** The state with one joined room changed; a room that one is not in stays as it is. */
function inRoom(state: ChatState, name: string, change: (room: JoinedRoom) => JoinedRoom): ChatState {
  const room = state.joined[name];
  return room ? { ...state, joined: { ...state.joined, [name]: change(room) } } : state;
}

/** Each once, whether it came live or by a list. */
function withMentions(known: readonly Mention[], more: readonly Mention[]): Mention[] {
  const all = new Map([...known, ...more].map((mention) => [mention.id, mention]));
  const newestFirst = [...all.values()].sort((a, b) => ((a.cursor ?? "") < (b.cursor ?? "") ? 1 : -1));
  return newestFirst.slice(0, maxMentions);
}

function withRoom(rooms: readonly RoomInfo[], room: RoomInfo): RoomInfo[] {
  const isKnown = rooms.some(({ name }) => name === room.name);
  return isKnown ? rooms.map((other) => (other.name === room.name ? room : other)) : [...rooms, room];
}

import type { FailureEnvelope } from "carillon";
import { useCallback, useEffect, useMemo, useReducer, useRef } from "react";
import type { Person, Session } from "../shared/contract.js";
import { createChatSocket, request } from "./chat-socket.js";
import type { ChatSocket } from "./chat-socket.js";
import { chatReducer, initialState } from "./chat-state.js";
import type { ChatAction, ChatState, Notice } from "./chat-state.js";
import { savedRoom, saveRoom } from "./session.js";

/** Milliseconds after which somebody who said nothing more is typing no longer. */
const typingLasts = 5_000;
/** Milliseconds until a refused or closed connection is tried again. */
const pause = 1_500;

/** The chat as the page sees it, and what can be done in it. */
export interface ChatApi extends ChatState {
  /** Goes into a room and shows it; one that is not there yet is opened. Answers whether it worked. */
  readonly open: (room: string) => Promise<boolean>;
  readonly leave: (room: string) => Promise<void>;
  /** Answers whether it was sent. */
  readonly send: (room: string, text: string) => Promise<boolean>;
  readonly setTyping: (room: string, isTyping: boolean) => void;
  readonly dismiss: (id: string) => void;
  /** Marks the mentions that are shown as read, on every device. */
  readonly readMentions: () => Promise<void>;
}

/**
 * Connects the page to the chat, for as long as it is shown.
 *
 * @param session - Whoever is signed in.
 * @param onEnd - Called with a reason when the server no longer accepts the session.
 */
export function useChat(session: Session, onEnd: (reason: string) => void): ChatApi {
  const [state, dispatch] = useReducer(chatReducer, initialState);
  const socket = useMemo(() => createChatSocket(session.token), [session.token]);
  const latest = useRef(state);
  /** Up to where the mentions are known. */
  const newest = useRef<string>(undefined);
  useEffect(() => {
    latest.current = state;
  });

  const refuse = useCallback(({ message, error, data, retryAfterMs }: FailureEnvelope) => {
    const seconds =
      retryAfterMs === undefined ? "" : ` Try again in ${String(Math.ceil(retryAfterMs / 1_000))} s.`;
    dispatch({
      type: "notice",
      notice: noticeOf("refusal", `${friendly[error] ?? issueOf(data) ?? message}${seconds}`),
    });
  }, []);

  const enter = useCallback(
    async (room: string): Promise<string | null> => {
      const answer = await request(socket, "rooms:join", { room });
      if (!answer.ok) {
        refuse(answer);
        return null;
      }
      dispatch({ type: "joined", ...answer.data });
      return answer.data.room.name;
    },
    [socket, refuse],
  );

  const show = useCallback((room: string): void => {
    dispatch({ type: "opened", room });
    saveRoom(room);
  }, []);

  useEffect(() => {
    async function catchUp(): Promise<void> {
      dispatch({ type: "connection", connection: "online" });
      const list = await request(socket, "rooms:list", undefined);
      if (list.ok) dispatch({ type: "listed", rooms: list.data });
      else refuse(list);
      await catchUpMentions();
      const { joined, current } = latest.current;
      const wanted = current ?? savedRoom();
      for (const room of new Set([wanted, ...Object.keys(joined)])) {
        const name = await enter(room);
        if (name === wanted && current === null) show(name);
      }
    }
    async function catchUpMentions(): Promise<void> {
      for (;;) {
        const after = newest.current;
        const answer = await request(socket, "notifications:list", { after });
        if (!answer.ok) {
          refuse(answer);
          return;
        }
        newest.current = answer.data.newest;
        dispatch({ type: "mentioned", mentions: answer.data.notifications });
        if (after === undefined || !answer.data.hasMore) return;
      }
    }
    return connect(socket, { me: session.user, dispatch, catchUp: () => void catchUp(), onEnd });
  }, [socket, session.user, onEnd, enter, refuse, show]);

  return {
    ...state,
    open: useCallback(
      async (room) => {
        const name = latest.current.joined[room] ? room : await enter(room);
        if (name !== null) show(name);
        return name !== null;
      },
      [enter, show],
    ),
    leave: useCallback(
      async (room) => {
        const answer = await request(socket, "rooms:leave", { room });
        if (answer.ok) dispatch({ type: "left", room });
        else refuse(answer);
      },
      [socket, refuse],
    ),
    send: useCallback(
      async (room, text) => {
        const answer = await request(socket, "chat:send", { room, text });
        if (answer.ok) dispatch({ type: "message", message: answer.data, isOwn: true });
        else refuse(answer);
        return answer.ok;
      },
      [socket, refuse],
    ),
    setTyping: useCallback(
      (room, isTyping) => {
        // The contract asks for an answer; to this one there is nothing to do.
        socket.volatile.emit("chat:typing", { room, isTyping }, () => undefined);
      },
      [socket],
    ),
    readMentions: useCallback(async () => {
      const before = latest.current.mentions[0]?.cursor;
      if (!before || latest.current.mentions.every(({ readAt }) => readAt !== null)) return;
      const answer = await request(socket, "notifications:read-all", { before });
      if (answer.ok) dispatch({ type: "mentions-read", before: answer.data.before, at: Date.now() });
      else refuse(answer);
    }, [socket, refuse]),
    dismiss: useCallback((id) => {
      dispatch({ type: "dismissed", id });
    }, []),
  };
}

interface Listening {
  readonly me: Person;
  readonly dispatch: (action: ChatAction) => void;
  /** Called at every connect: the server has forgotten what this page was in. */
  readonly catchUp: () => void;
  readonly onEnd: (reason: string) => void;
}

/** Listens, connects, and returns what undoes both. */
function connect(socket: ChatSocket, { me, dispatch, catchUp, onEnd }: Listening): () => void {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  function later(key: string, milliseconds: number, run: () => void): void {
    clearTimeout(timers.get(key));
    timers.set(key, setTimeout(run, milliseconds));
  }

  socket.on("connect", catchUp);
  socket.on("disconnect", (reason) => {
    dispatch({ type: "connection", connection: "offline" });
    // The server ended it, which socket.io-client takes as final. The next handshake tells why.
    if (reason === "io server disconnect") later("connect", pause, () => void socket.connect());
  });
  socket.on("connect_error", (error: Error & { data?: Partial<FailureEnvelope> }) => {
    if (socket.active) {
      dispatch({ type: "connection", connection: "offline" }); // it tries again by itself
    } else if (error.data?.status === 401) {
      onEnd("Your session has ended. Please sign in again.");
    } else {
      dispatch({ type: "connection", connection: "refused" });
      later("connect", pause, () => void socket.connect());
    }
  });
  socket.on("room:updated", (room) => {
    dispatch({ type: "updated", room });
  });
  socket.on("chat:message", (message) => {
    dispatch({ type: "message", message, isOwn: message.from.id === me.id });
  });
  socket.on("chat:typing", (typing) => {
    if (typing.from.id === me.id) return; // in another tab
    dispatch({ type: "typing", ...typing });
    const key = `typing ${typing.room} ${typing.from.id}`;
    if (typing.isTyping)
      later(key, typingLasts, () => {
        dispatch({ type: "typing", ...typing, isTyping: false });
      });
    else clearTimeout(timers.get(key));
  });
  socket.on("notification:new", (mention) => {
    const { from, room, text } = mention.data;
    dispatch({ type: "mentioned", mentions: [mention] });
    dispatch({ type: "notice", notice: noticeOf("mention", `${from.name} mentioned you: ${text}`, room) });
  });
  socket.on("notification:read-all", ({ before }) => {
    dispatch({ type: "mentions-read", before, at: Date.now() });
  });
  socket.connect();

  return () => {
    for (const timer of timers.values()) clearTimeout(timer);
    socket.off();
    socket.disconnect();
  };
}

/** What the server's codes mean to a person, where its message is meant for a developer. */
const friendly: Readonly<Record<string, string>> = {
  forbidden_room: "That is somebody’s personal room. Only they can be in it.",
  too_many_requests: "That was a bit fast.",
  payload_too_large: "That is too long.",
};

/** The first thing that the contract's schema found wrong, in its own words. */
function issueOf(data: unknown): string | undefined {
  return (data as { issues?: readonly { message: string }[] } | undefined)?.issues?.[0]?.message;
}

let noticeCount = 0;

function noticeOf(kind: Notice["kind"], text: string, room?: string): Notice {
  noticeCount += 1;
  return { id: String(noticeCount), kind, text, ...(room === undefined ? undefined : { room }) };
}

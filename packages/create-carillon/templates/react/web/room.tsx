import { useState } from "react";
import type { FormEvent } from "react";
import type { Message, User } from "../shared/contract.js";
import { useChannel, usePresence, useRequest, useStatus } from "./hooks.js";

/** One room: who is here, what was said, and a line to say something. */
export function Room({ user, room }: { user: User; room: string }) {
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const add = (message: Message) => {
    setMessages((before) => [...before, message]);
  };
  const { is } = useStatus();
  useChannel("rooms.{room}", { room }, { on: { "chat:message": add } });
  const members = usePresence("rooms.{room}", { room });
  const { run, pending, error } = useRequest("chat:message", { onSuccess: add });

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const sent = await run({ room, text: String(new FormData(form).get("text")) });
    if (sent.ok) form.reset();
  };
  const state = is === "online" ? `You are ${user.name}, in ${room}.` : `${is}…`;
  return (
    <>
      <p role="status">{error?.message ?? state}</p>
      <p>Here: {members.map(({ info }) => info?.name).join(", ")}</p>
      <ol aria-live="polite">
        {messages.map(({ from, text, at }, index) => (
          <li key={`${at}-${index}`}>
            {from}: {text}
          </li>
        ))}
      </ol>
      <form onSubmit={(event) => void send(event)}>
        <input
          name="text"
          aria-label="Message"
          placeholder="Message"
          maxLength={2000}
          required
          autoComplete="off"
        />
        <button disabled={pending}>Send</button>
      </form>
    </>
  );
}

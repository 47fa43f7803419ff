import { createClient } from "carillon/client";
import type { Contract, Message, Session } from "../shared/contract.js";
import "./style.css";

const room = "lobby";

onSubmit("#sign-in", async (form) => {
  const body = JSON.stringify({ name: new FormData(form).get("name") });
  const headers = { "content-type": "application/json" };
  const response = await fetch("/api/sign-in", { method: "POST", headers, body });
  if (!response.ok) return say(((await response.json()) as { message: string }).message);
  form.hidden = true;
  enter((await response.json()) as Session);
});

/** Joins the room, and stays there across lost connections: the client joins again and catches up by itself. */
function enter({ token, user }: Session): void {
  const client = createClient<Contract>({ token: () => token });
  const channel = client.channel("rooms.{room}", { room });

  channel.on("chat:message", show);
  channel.presence.subscribe(() => {
    const names = channel.presence.getSnapshot().map(({ info }) => info?.name ?? "?");
    element("#members").textContent = `Here: ${names.join(", ")}`;
  });
  client.status.subscribe(() => {
    const { is } = client.status.getSnapshot();
    say(is === "online" ? `You are ${user.name}, in ${room}.` : `${is}…`);
  });
  element("#room").hidden = false;

  onSubmit("#send", async (form) => {
    const text = String(new FormData(form).get("text"));
    const sent = await client.try("chat:message", { room, text });
    if (!sent.ok) return say(sent.error.message);
    form.reset();
    show(sent.data);
  });
}

function show({ from, text }: Message): void {
  const line = document.createElement("li");
  line.textContent = `${from}: ${text}`;
  element("#messages").append(line);
}

function say(text: string): void {
  element("#status").textContent = text;
}

function onSubmit(selector: string, listener: (form: HTMLFormElement) => Promise<void>): void {
  element(selector).addEventListener("submit", (event) => {
    event.preventDefault();
    void listener(event.currentTarget as HTMLFormElement);
  });
}

function element(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`The page has no ${selector}.`);
  return found;
}

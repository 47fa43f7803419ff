import { io } from "socket.io-client";
import { events, room } from "./application.js";
import { Client } from "./client.js";
import { contenders } from "./contender.js";
import type { ContenderName } from "./contender.js";
import { wireOf } from "./wire.js";

/** How a contender says no: by the ack, by an event of its own, or not at all. */
export type Refusal = "ack" | "event" | "silence";

/** What a contender was seen to do before it is timed. */
export interface Conformance {
  readonly badPayload: Refusal;
  readonly revoked: Refusal;
  /** What is wrong; it is not timed when there is anything. */
  readonly faults: readonly string[];
}

const payload = { room, text: "conformance" };
const expected = JSON.stringify({ ok: true, data: payload });

/** Proves that a contender does the work of the workloads. */
export async function checkConformance(target: {
  name: ContenderName;
  port: number;
}): Promise<ConformanceStart> {
  const { name, port } = target;
  const faults: string[] = [];
  const wire = wireOf(name);
  const client = await Client.open(wire, port, "token-4998");
  for (const event of [events.echo, events.guarded]) {
    const answer = JSON.stringify(await client.request(event, payload));
    if (answer !== expected) faults.push(`${event} answered ${answer}`);
  }
  const badPayload = await refusalOf(client, { room, text: 1 });
  if (badPayload === undefined) faults.push("a payload that does not fit the schema was accepted");
  const noRoom = await refusalOf(client, { room: "", text: "no room" });
  if (noRoom === undefined) faults.push("a payload without a room was accepted");

  await client.request(events.join, payload);
  const heard = new Promise<string | undefined>((resolve) => {
    client.onEvent = resolve;
    setTimeout(() => resolve(undefined), 2_000);
  });
  await client.request(events.broadcast, payload);
  if (!(await heard)?.includes("conformance")) faults.push("a broadcast did not reach a member of the room");
  await client.close();

  const stranger = await Client.open(wire, port, "no such token").catch(() => undefined);
  if (stranger !== undefined) {
    faults.push("a stranger was let in");
    await stranger.close();
  }
  if (contenders[name] === "socket.io") faults.push(...(await checkWithRealClient(port)));
  return { badPayload: badPayload ?? "silence", faults };
}

/** The first half of a {@link Conformance}; the second follows once a session was revoked. */
export type ConformanceStart = Omit<Conformance, "revoked">;

/** How an event of a user is refused; `undefined` when it is not. */
export async function refusalOf(client: Client, sent: unknown): Promise<Refusal | undefined> {
  const heard: string[] = [];
  client.onEvent = (text) => void heard.push(text);
  const answer = await client.request(events.guarded, sent, 500);
  client.onEvent = undefined;
  if (answer === undefined) return heard.length > 0 ? "event" : "silence";
  return (answer as { ok?: boolean }).ok === true ? undefined : "ack";
}

async function checkWithRealClient(port: number): Promise<string[]> {
  const socket = io(`http://127.0.0.1:${port}`, {
    auth: { token: "token-4997" },
    transports: ["websocket"],
    reconnection: false,
  });
  try {
    const answer = JSON.stringify(await socket.timeout(5_000).emitWithAck(events.echo, payload));
    return answer === expected ? [] : [`socket.io-client got ${answer}`];
  } catch (error) {
    return [`socket.io-client got no answer: ${String(error)}`];
  } finally {
    socket.disconnect();
  }
}

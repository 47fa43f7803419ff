import { events, room } from "./application.js";
import { Client } from "./client.js";
import type { ContenderName } from "./contender.js";
import { serve } from "./rpc.js";
import { wireOf } from "./wire.js";

/** The clients of one contender's two nodes. */
interface Relay {
  readonly sender: Client;
  readonly asking: Client;
  readonly members: readonly Client[];
}

const relays = new Map<ContenderName, Relay>();
const payload = { room, text: "What a carillon needs is a ringer who plays it, and bells." };

/** What the load generator of two nodes offers to the harness. */
export const relayCommands = {
  /** Connects a sender and a client that asks to the port `here`, and the members of the room to `there`. */
  async connect(options: {
    name: ContenderName;
    here: number;
    there: number;
    members: number;
  }): Promise<void> {
    const { name, here, there, members: count } = options;
    const wire = wireOf(name);
    const sender = await Client.open(wire, here, "token-0");
    const asking = await Client.open(wire, here, "token-1");
    const members: Client[] = [];
    for (let n = 0; n < count; n++) {
      const member = await Client.open(wire, there, `token-${n + 2}`);
      await member.request(events.join, payload);
      members.push(member);
    }
    relays.set(name, { sender, asking, members });
  },

  /**
   * Sends `total` broadcasts one at a time, and meanwhile asks for as many echoes for each; ends when every member has
   * every message, and every echo its answer.
   *
   * @returns Milliseconds.
   */
  async run(options: { name: ContenderName; total: number; echoes: number }): Promise<number> {
    const { name, total, echoes } = options;
    const relay = relays.get(name);
    if (relay === undefined) throw new Error(`No client is connected to ${name}.`);
    const { sender, asking, members } = relay;
    const begun = performance.now();
    const heard = new Promise<void>((resolve) => {
      let left = members.length * total;
      for (const member of members) {
        member.onEvent = () => {
          if (--left === 0) resolve();
        };
      }
    });
    await Promise.all([
      heard,
      repeat(sender, events.broadcast, total),
      repeat(asking, events.echo, total * echoes),
    ]);
    for (const member of members) member.onEvent = undefined;
    return performance.now() - begun;
  },
};

async function repeat(client: Client, event: string, times: number): Promise<void> {
  for (let done = 0; done < times; done++) {
    const answer = (await client.request(event, payload)) as { ok?: boolean } | undefined;
    if (answer?.ok !== true) throw new Error(`${event} was answered ${JSON.stringify(answer)}.`);
  }
}

serve(relayCommands);

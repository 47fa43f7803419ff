import type { TestServer } from "@carillon/socket-testing";
import type { Member, PresenceSnapshot } from "../src/index.js";

/** A connected client of a test server. */
export type Client = Awaited<ReturnType<TestServer["connect"]>>;

interface Told {
  readonly channel: string;
  readonly members?: Member[];
  readonly count?: number;
}

type Answer =
  { readonly ok: true; readonly data: { readonly presence: PresenceSnapshot } } | { readonly ok: false };

/** What one client knows of a channel: the snapshot of its join, and every change after it. */
export class PresenceModel {
  /** The members by id; `undefined` until the snapshot came. */
  members: Map<string, Member> | undefined;
  /** Every change as a word: `"join 1"`. */
  readonly log: string[] = [];
  /** Members that left without ever having been told of. */
  readonly strangers: string[] = [];
  readonly #client: Client;
  readonly #channel: string;

  constructor(client: Client, channel: string) {
    this.#client = client;
    this.#channel = channel;
    client.on("presence:join", (told: Told) => {
      this.#apply("join", told);
    });
    client.on("presence:update", (told: Told) => {
      this.#apply("update", told);
    });
    client.on("presence:leave", (told: Told) => {
      this.#apply("leave", told);
    });
  }

  /** The ids of all members, sorted. */
  get ids(): string[] {
    return [...(this.members?.keys() ?? [])].sort();
  }

  /** Takes the snapshot in the ack's callback: after an await, changes may have passed by. */
  join(): Promise<this> {
    return new Promise((resolve, reject) => {
      this.#client.emit("channel:join", { channel: this.#channel }, (answer: Answer) => {
        if (!answer.ok) {
          reject(new Error(JSON.stringify(answer)));
          return;
        }
        this.members = new Map(answer.data.presence.members?.map((member) => [member.id, member]));
        resolve(this);
      });
    });
  }

  async leave(): Promise<void> {
    await this.#client.timeout(60_000).emitWithAck("channel:leave", { channel: this.#channel });
    this.members = undefined;
  }

  #apply(what: "join" | "update" | "leave", { channel, members = [] }: Told): void {
    // Changes before the snapshot are in the snapshot.
    if (channel !== this.#channel || this.members === undefined) return;
    for (const member of members) {
      const before = this.members.get(member.id);
      if (what === "leave" && before === undefined) this.strangers.push(member.id);
      if (what === "leave") this.members.delete(member.id);
      else this.members.set(member.id, member);
      this.#note(what, before, member);
    }
  }

  /** Being told the same twice is nothing new. */
  #note(what: "join" | "update" | "leave", before: Member | undefined, now: Member): void {
    if (what === "leave") {
      if (before !== undefined) this.log.push(`leave ${now.id}`);
    } else if (before === undefined) {
      this.log.push(`join ${now.id}`);
    } else if (JSON.stringify(before) !== JSON.stringify(now)) {
      this.log.push(`update ${now.id}`);
    }
  }
}

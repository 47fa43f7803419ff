import { clock } from "@carillon/socket-contract/server";
import { nextEvent, waitFor } from "@carillon/socket-testing";
import { describe, expect, it } from "vitest";
import type { KeptRevocation, Revocation, RevocationStore } from "../src/index.js";
import { serve } from "./kit.js";

/** A store whose announcements are lost, as on a dead link: what another node wrote is known when it is read, and not before. */
class UnheardStore implements RevocationStore {
  readonly #written: { readonly revocation: Revocation; readonly at: number }[] = [];
  isAway = false;
  #listener: ((revocation: KeptRevocation) => void) | undefined;

  add(): void {
    // Nothing is revoked on the node that reads.
  }

  /** What another node wrote. */
  write(revocation: Revocation): void {
    this.#written.push({ revocation, at: clock.elapsed() });
  }

  watch(listener: (revocation: KeptRevocation) => void): void {
    this.#listener = listener;
  }

  read(): void {
    if (this.isAway) throw new Error("The store is away.");
    for (const { revocation, at } of this.#written) {
      this.#listener?.({ ...revocation, ageMs: clock.elapsed() - at });
    }
  }

  close(): void {
    this.#listener = undefined;
  }
}

const revokedElsewhere: Revocation = { id: "elsewhere", target: { userId: "42" } };

/** A guard that says yes whatever was revoked, as a JWT does, so that only the store can say no. */
const guard = {
  authenticate: ({ token }: { readonly token: string }) => ({ user: { id: token } }),
  recheck: () => true,
};

it("recheckAll reads the store: what was revoked during a gap ends, though no node tells it and the guard agrees", async () => {
  const store = new UnheardStore();
  await using server = await serve({ guard, revocations: store });
  const victim = await server.connect({ auth: { token: "42" } });
  const other = await server.connect({ auth: { token: "43" } });
  store.write(revokedElsewhere);
  const told = nextEvent(victim, "auth:revoked");
  await server.auth.recheckAll();
  expect((await told)[0]).toMatchObject({ error: "revoked", reconnect: false });
  expect(await other.emitWithAck("whoami", null)).toEqual({ ok: true });
});

it("recheckAll asks the guards all the same where the store is away, and the log says what that means", async () => {
  const store = new UnheardStore();
  const lines: unknown[] = [];
  const logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: ({ event }: { event?: string }) => void lines.push(event),
    error: () => undefined,
  };
  let isWelcome = true;
  await using server = await serve({
    guard: { ...guard, recheck: () => isWelcome },
    revocations: store,
    logger,
  });
  const client = await server.connect({ auth: { token: "42" } });
  [store.isAway, isWelcome] = [true, false];
  const told = nextEvent(client, "auth:revoked");
  await server.auth.recheckAll();
  expect((await told)[0]).toMatchObject({ error: "unauthenticated" });
  expect(lines).toEqual(["revocations_not_caught_up"]);
});

describe("a session that could be recovered", () => {
  it.each<[string, (store: UnheardStore) => void]>([
    ["was revoked elsewhere, unheard", (store) => void store.write(revokedElsewhere)],
    ["may have been: the store is away", (store) => void (store.isAway = true)],
  ])("is not restored where it %s", async (_what, happen) => {
    const store = new UnheardStore();
    await using server = await serve({ guard, revocations: store }, undefined, {
      options: { connectionStateRecovery: { maxDisconnectionDuration: 60_000 } },
    });
    const client = await server.connect({ auth: { token: "42" } });
    server.io.socketsJoin("team");
    const got = nextEvent(client, "news");
    server.io.emit("news", 1);
    await got;
    client.io.engine.close();
    await waitFor(() => server.io.sockets.sockets.size === 0);
    happen(store);
    server.io.to("team").emit("news", "secret");
    const heard: unknown[] = [];
    client.on("news", (news: unknown) => heard.push(news));
    client.connect();
    await nextEvent(client, "connect");
    await client.emitWithAck("whoami", null);
    expect(client.recovered).toBe(false);
    expect(heard).toEqual([]);
  });
});

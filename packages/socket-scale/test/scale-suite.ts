import type { ScaleOptions } from "@carillon/socket-scale";
import { nextEvent, startTcpProxy, unhandledDuring, waitFor } from "@carillon/socket-testing";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { startNode, together } from "./scaled-nodes.js";

/** Where the nodes of a suite meet. */
export interface MeetingPlace extends AsyncDisposable {
  readonly port: number;
  /** How a node reaches it, through a proxy or straight. */
  options(port: number): ScaleOptions;
}

/** What every adapter promises on a Socket.IO server of the application's. */
export function scaleSuite(name: string, start: () => Promise<MeetingPlace>): void {
  test(`${name}: two servers are one, in order, with bytes and large messages`, async () => {
    await using place = await start();
    await using here = await startNode(place.options(place.port));
    await using there = await startNode(place.options(place.port));
    await together(here, there);
    const client = await there.server.connect();
    await client.emitWithAck("join", "lobby");
    const heard: unknown[] = [];
    client.on("news", (news: unknown) => heard.push(typeof news === "string" ? news.length : news));
    const large = "x".repeat(20_000);
    here.io.to("lobby").emit("news", Buffer.from("bytes"));
    here.io.to("lobby").emit("news", large);
    for (let n = 0; n < 50; n++) here.io.to("lobby").emit("news", n);
    await waitFor(() => heard.length === 52);
    expect(heard).toEqual([Buffer.from("bytes"), large.length, ...Array.from({ length: 50 }, (_, n) => n)]);
  });

  test(`${name}: a node that was cut off reports one gap once it hears again`, async () => {
    await using place = await start();
    await using proxy = await startTcpProxy({ port: place.port });
    await using here = await startNode(place.options(place.port));
    await using there = await startNode(place.options(proxy.port));
    await together(here, there);
    const client = await there.server.connect();
    await client.emitWithAck("join", "lobby");
    const unhandled = await unhandledDuring(async () => {
      proxy.refuse();
      expect(proxy.cut()).toBeGreaterThan(0);
      // Own clients are served meanwhile.
      const local = nextEvent(client, "local");
      there.io.to("lobby").emit("local");
      await local;
      await pause(1_700);
      expect(there.gaps).toBe(0);
      proxy.accept();
      await waitFor(() => there.gaps > 0);
      const back = nextEvent(client, "back");
      here.io.to("lobby").emit("back");
      await back;
    });
    expect(unhandled).toEqual([]);
    expect([here.gaps, there.gaps]).toEqual([0, 1]);
    expect(there.lines).toEqual([expect.stringMatching(/_lost$/), expect.stringMatching(/_restored$/)]);
  });
}

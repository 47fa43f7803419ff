import { unhandledDuring, waitFor } from "@carillon/socket-testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { startLayer } from "./layer.js";

const steps = ["join", "join", "leave", "enter", "revoke", "disconnect", "refresh", "turn"] as const;
type Step = (typeof steps)[number];

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

test("200 races of join, leave, refresh, revoke and disconnect leave no one in a room", async () => {
  const revoked = new Set<string>();
  let wrong = 0;
  await using stage = await startLayer(({ route }) => {
    route.channel("board.{n}", {
      presence: { graceMs: 0 },
      join: async ({ userId }) => {
        await turns(Number(userId?.slice(1)) % 4);
        return true;
      },
    });
    route.socket("enter", async (socket) => {
      await turns(2);
      await socket.joinRoom("hall");
    });
  });
  const { layer, server } = stage;
  let rounds = 0;
  const race = fc.asyncProperty(
    fc.array(fc.constantFrom<Step[]>(...steps), { minLength: 3, maxLength: 9 }),
    async (plan) => {
      const user = `u${String(++rounds)}`;
      const client = await server.connect({ auth: { token: user }, reconnection: false });
      client.on("secret", () => {
        if (revoked.has(user)) wrong++;
      });
      const ask = (event: string, payload: object): void => void client.emit(event, payload, () => undefined);
      for (const step of [...plan, "join", "revoke"] as const) {
        if (step === "join") ask("channel:join", { channel: "board.1" });
        else if (step === "leave") ask("channel:leave", { channel: "board.1" });
        else if (step === "enter") ask("enter", {});
        else if (step === "refresh") ask("auth:refresh", { token: user });
        else if (step === "disconnect") client.disconnect();
        else if (step === "turn") await turns(2);
        else if (!revoked.has(user)) {
          layer.socket.revoke({ userId: user });
          revoked.add(user);
          server.io.to(["board.1", "hall", `users.${user}`]).emit("secret");
        }
      }
      await waitFor(() => !client.connected && server.io.of("/").sockets.size === 0);
      await turns(10);
      const { rooms, sids } = server.io.of("/").adapter;
      expect([[...rooms.keys()], sids.size, await layer.socket.members("board.1")]).toEqual([[], 0, []]);
    },
  );
  const unhandled = await unhandledDuring(() => fc.assert(race, { numRuns: 200, endOnFailure: true }));
  expect(unhandled).toEqual([]);
  expect(wrong).toBe(0);
  expect(rounds).toBe(200);
});

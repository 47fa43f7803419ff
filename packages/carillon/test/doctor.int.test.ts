import { expect, test, vi } from "vitest";
import { linkedProject } from "./linked-project.js";

// Each of them starts processes that transpile as they load.
vi.setConfig({ testTimeout: 60_000 });

async function findings(files: Record<string, string>): Promise<{ code: number | null; found: string[] }> {
  using project = linkedProject(files);
  const { code, out } = await project.run("doctor", "--json");
  const { findings: all } = JSON.parse(out) as { findings: { level: string; message: string }[] };
  return { code, found: all.filter(({ level }) => level !== "ok").map(({ message }) => message) };
}

test("an application without mistakes", async () => {
  expect(
    await findings({
      "routes/sockets.js": 'import { Route } from "carillon";\nRoute.socket("ping", () => "pong");\n',
    }),
  ).toEqual({ code: 0, found: [] });
});

test("an application that cannot be loaded", async () => {
  expect(
    await findings({
      "routes/sockets.js": 'import { Route } from "carillon";\nRoute.socket("disconnect", () => 1);\n',
    }),
  ).toEqual({
    code: 1,
    found: [expect.stringContaining("routes/sockets.js cannot be loaded: ")],
  });
});

test("a configuration with traps", async () => {
  const { code, found } = await findings({
    "config/sockets.js": `export default {
  auth: { sources: [{ source: "cookie", name: "sid" }] },
  server: { maxHttpBufferSize: 1e8 },
  scale: { adapter: "redis", url: "redis://127.0.0.1:6379" },
};
`,
    "routes/sockets.js": `import { Route } from "carillon";
Route.socket("ping", () => "pong");
`,
    "contract.js": `import { defineContract } from "carillon";
export const contract = defineContract({ client: { ping: {}, "chat:message": {} } });
`,
  });
  expect(code).toBe(1);
  expect(found).toEqual(
    expect.arrayContaining([
      expect.stringContaining("Browsers send cookies from any page"),
      expect.stringContaining("maxHttpBufferSize lets every client send 100000000 bytes"),
      expect.stringContaining(
        "scale is set, and rooms.presence, rooms.history, notifications.store, redis (throttling)",
      ),
      'scale.adapter "redis" needs @socket.io/redis-adapter',
      'The contract has "chat:message", and no route answers it',
    ]),
  );
});

test("what the layer itself finds is shown", async () => {
  const { code, found } = await findings({
    "routes/sockets.js": `import { createRealtime } from "carillon";
export const live = createRealtime();
live.route.socket("ping", () => "pong");
live.manager.inspect = () => [{ level: "error", message: "Something is off.", fix: "Mend it." }];
`,
  });
  expect([code, found]).toEqual([1, ["Something is off."]]);
});

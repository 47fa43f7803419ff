import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { connected, createClient, transports } from "@carillon/socket-testing";
import { expect, test } from "vitest";

test.each([
  ["express", "Hello from Express"],
  ["fastify", "Hello from Fastify"],
  ["hono", "Hello from Hono"],
  ["http", "Hello from node:http"],
  ["nestjs", "Hello from NestJS"],
])("examples/%s: its page and its sockets on one port", async (name, greeting) => {
  await using server = await start(name);
  expect(await (await fetch(server.url)).text()).toBe(greeting);
  expect((await fetch(`${server.url}/nowhere`)).status).toBe(name === "http" ? 200 : 404);
  for (const transport of transports) {
    const client = createClient(server.url, { transports: [transport] });
    try {
      await connected(client, { timeoutMs: 20_000 });
      expect(await client.emitWithAck("ping")).toEqual({ ok: true, data: "pong" });
    } finally {
      client.close();
    }
  }
  expect(server.output()).not.toMatch(/warn|error/i);
});

interface Example extends AsyncDisposable {
  readonly url: string;
  readonly output: () => string;
}

/** Starts an example by its own start script, on a free port. */
async function start(name: string): Promise<Example> {
  const folder = fileURLToPath(new URL(`../examples/${name}/`, import.meta.url));
  const manifest = JSON.parse(readFileSync(`${folder}package.json`, "utf8")) as {
    scripts: { start: string };
  };
  const [program, ...args] = manifest.scripts.start.split(" ");
  expect(program).toBe("node");
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env["PATH"], PORT: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // Whatever a failed test leaves behind ends with the tests.
  const end = (): void => void child.kill("SIGKILL");
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
  let text = "";
  const read = (data: Buffer): void => void (text += data.toString());
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", () => {
      const found = /http:\/\/localhost:\d+/.exec(text)?.[0];
      if (found !== undefined) resolve(found);
    });
    child.once("exit", () => reject(new Error(`examples/${name} did not start:\n${text}`)));
  });
  return { url, output: () => text, [Symbol.asyncDispose]: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

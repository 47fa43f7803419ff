// An application as `npm create carillon` makes it from the registry: installed, built, tested, started, and spoken to.
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { clearTimeout, setTimeout } from "node:timers";
import { run, start, stop } from "./processes.mjs";

/** An application that does not say that it listens hangs. */
const patienceMs = 120_000;

/**
 * Makes an application and uses it.
 *
 * @param folder - Where; it is made.
 * @param template - A template of `create-carillon`.
 * @param manager - `npm` or `pnpm`.
 * @param version - Of all packages.
 * @param env - For the package manager and the application.
 * @throws Error where anything of it fails.
 */
export async function tryCreated(folder, { template, manager, version, env }) {
  mkdirSync(folder, { recursive: true });
  // npm wants two dashes in front of what is not its own.
  const dashes = manager === "npm" ? ["--"] : [];
  const typed = ["create", "carillon@latest", "app", ...dashes, "--template", template, "--install", "--yes"];
  await run(manager, typed, { cwd: folder, env });
  const app = join(folder, "app");
  const { dependencies, scripts } = JSON.parse(readFileSync(join(app, "package.json"), "utf8"));
  if (dependencies.carillon !== `^${version}`) {
    throw new Error(`package.json asks for carillon ${dependencies.carillon}, not ^${version}.`);
  }
  for (const script of ["build", "test"]) {
    if (script in scripts) await run(manager, ["run", script], { cwd: app, env });
  }
  await run(manager, ["run", "doctor"], { cwd: app, env });
  const server = start(manager, ["run", "start"], { cwd: app, env: { ...env, PORT: "0" } });
  try {
    await speak(await addressOf(server), app, template);
  } finally {
    await stop(server);
  }
}

/** The address that the application prints when it listens. */
async function addressOf(server) {
  const timer = setTimeout(() => void stop(server), patienceMs);
  try {
    for (;;) {
      const [address] = /http:\/\/localhost:\d+/.exec(server.output) ?? [];
      if (address !== undefined) return address;
      const ended = once(server, "close").then(() => true);
      if (await Promise.race([ended, once(server.stdout, "data").then(() => false)])) {
        throw new Error(`The application does not listen.\n${server.output}`);
      }
    }
  } finally {
    clearTimeout(timer);
  }
}

/** As two people do on its page: both sign in and join the lobby, one says something, the other hears it. */
async function speak(url, app, template) {
  const page = await fetch(url);
  if (!page.ok) throw new Error(`The page answers ${page.status}.`);
  const own = createRequire(join(app, "package.json"));
  const { createClient } = await import(pathToFileURL(own.resolve("carillon/client")).href);
  const [ada, bob] = await Promise.all(
    ["Ada", "Bob"].map(async (name) => {
      const token = await signIn(url, template, name);
      const client = createClient({ url, token: () => token });
      return { client, room: client.channel("rooms.{room}", { room: "lobby" }) };
    }),
  );
  try {
    const heard = new Promise((hears) => bob.room.on("chat:message", hears));
    await Promise.all([ada, bob].map(({ room }) => joined(room)));
    await ada.client.request("chat:message", { room: "lobby", text: "Hello" });
    const { text } = await heard;
    if (text !== "Hello") throw new Error(`The room heard ${text}.`);
  } finally {
    await Promise.all([ada.client.close(), bob.client.close()]);
  }
}

async function signIn(url, template, name) {
  const isMinimal = template === "minimal";
  const answer = await fetch(`${url}${isMinimal ? "/sign-in" : "/api/sign-in"}`, {
    method: "POST",
    headers: { "content-type": isMinimal ? "text/plain" : "application/json" },
    body: isMinimal ? name : JSON.stringify({ name }),
  });
  const { token } = await answer.json();
  return token;
}

function joined(room) {
  return new Promise((joins, fails) => {
    room.state.subscribe(() => {
      const { is, error } = room.state.getSnapshot();
      if (is === "joined") joins();
      else if (is === "refused") fails(error);
    });
  });
}

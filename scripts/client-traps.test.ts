import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";

/** What users of other clients fell into, by thread: each has a test of ours that names it. */
const traps: Readonly<Record<string, readonly number[]>> = {
  "laravel/echo": [454, 458, 472, 475, 482, 483, 539],
  "pusher/pusher-js": [190, 255, 752],
  "supabase/supabase-js": [2613],
  "dotnet/AspNetCore.Docs": [24680, 32993],
  "dotnet/aspnetcore": [37439],
  "tinyhumansai/openhuman": [2892, 2905],
  "get-convex/convex-auth": [363],
  "cloudflare/partykit": [336, 403],
  "cloudflare/agents": [1738],
  "ably/ably-js": [1687, 1884],
  "phoenixframework/phoenix": [2255, 5942],
  "socketio/socket.io-client": [1158, 1358, 1414],
  "socketio/socket.io": [3237],
};

const root = resolve(import.meta.dirname, "..");
const named = ["socket-client/src", "socket-client/test", "socket-react/src", "socket-react/test"].flatMap(
  (folder) =>
    readdirSync(resolve(root, "packages", folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".test.ts"))
      .flatMap((file) => titlesOf(readFileSync(resolve(root, "packages", folder, file), "utf8")))
      .flatMap(threadsOf),
);

test.each(
  Object.entries(traps).flatMap(([repo, threads]) => threads.map((thread) => `${repo}#${String(thread)}`)),
)("%s has a test", (trap) => {
  expect(named).toContain(trap);
});

/** `"a/b#1, #2"` names two threads of a repository. */
function threadsOf(title: string): string[] {
  let repo = "";
  return Array.from(title.matchAll(/([\w.-]+\/[\w.-]+)?#(\d+)/g), ([, named, thread = ""]) => {
    repo = named ?? repo;
    return `${repo}#${thread}`;
  });
}

function titlesOf(source: string): string[] {
  return Array.from(source.matchAll(/^ *(?:it|test)\(\s*"([^"]*)"/gm), ([, title = ""]) => title);
}

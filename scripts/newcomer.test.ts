import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";

const root = join(import.meta.dirname, "..");
const packages = readdirSync(join(root, "packages"));

/** What a newcomer stumbled over, where its test is, and the test's title or a line of it. */
const walk: readonly (readonly [what: string, file: string, title: string])[] = [
  [
    "N1 plain Socket.IO clients are typed by the contract: emitWithAck",
    "packages/socket-contract/src/socket-io-events.test-d.ts",
    "emitWithAck infers the answer from the event",
  ],
  [
    "N1 timeout().emit, and events without a payload",
    "packages/socket-contract/src/socket-io-events.test-d.ts",
    "emit takes an ack, and timeout() puts an error before the answer",
  ],
  [
    "N2 a route's own schema types its handler",
    "packages/socket-router/src/router.test-d.ts",
    "type what its handler gets and returns",
  ],
  [
    "N2 createRouter({ contract })",
    "packages/socket-router/src/router.test-d.ts",
    "types names, payloads, replies and the socket",
  ],
  [
    "N2 createRealtime({ contract })",
    "packages/socket-facade/src/routes/realtime-routes.test-d.ts",
    "createRealtime({ contract }) types routes, channels and broadcasts without a registered contract",
  ],
  [
    "N3 auth that is configured and not used",
    "packages/socket-facade/test/inspect.int.test.ts",
    "required, and no line",
  ],
  [
    "N4 the long form of auth:socket is the manager's",
    "packages/socket-auth/test/bind.int.test.ts",
    "createSocketAuthMiddleware given to another authenticator",
  ],
  [
    "N5 first examples run as they stand",
    "scripts/first-examples.mjs",
    "export async function checkFirstExamples",
  ],
  [
    "N9 a contract brings no server into a page",
    "packages/carillon/test/browser-bundle.int.test.ts",
    "a contract that a page shares brings nothing of the server",
  ],
  [
    "N10 a guard whose user has no id says where to write it",
    "packages/socket-auth/test/refusals.int.test.ts",
    "is told once, though it refuses: %s",
  ],
  [
    "N10 a guard that is no guard",
    "packages/socket-auth/test/refusals.int.test.ts",
    "is refused when it is registered: %j",
  ],
  [
    "N11 refused handshakes, origins, messages and protocols are one line each",
    "packages/socket-facade/test/log-lines.int.test.ts",
    "for a developer, one line: $title",
  ],
  [
    "N11 and in production the same as data",
    "packages/socket-facade/test/log-lines.int.test.ts",
    "in production, the same as data: $title",
  ],
  [
    "N12 a schema that is none is refused when it is registered",
    "packages/carillon/test/mistakes/routes.ts",
    "a schema that is none",
  ],
  [
    "N13 contract and routes that do not agree",
    "packages/socket-router/test/misuse.int.test.ts",
    "a contract and routes that do not agree are told when the routes are attached",
  ],
  [
    "N14 broadcasts, chains, channels and middleware are typed",
    "packages/carillon/fixtures/mistaken/application.ts",
    "a broadcast without its payload",
  ],
  [
    "N14 what the compiler says of them",
    "scripts/compiler-messages.test.ts",
    "one short message for each mistake, which names the field or the nearest name",
  ],
  [
    "N15 guests in a channel with presence",
    "packages/carillon/test/mistakes/routes.ts",
    "guests in a channel with presence",
  ],
  [
    "N16 ready() rejects when the port is in use",
    "packages/socket-facade/test/facade.int.test.ts",
    "a port in use gives one clear message",
  ],
  [
    "N17 extra arguments are told once",
    "packages/socket-router/test/misuse.int.test.ts",
    "more arguments than one are told once for each event, with what to write",
  ],
  [
    "N18 time, level, fields and stacks of the development log",
    "packages/socket-scrub/src/logging/console-logger.test.ts",
    "a record is one line: time, level, message, fields",
  ],
  [
    "N18 colours on a terminal",
    "packages/socket-scrub/src/logging/console-logger.test.ts",
    "colours are for terminals, and NO_COLOR is respected",
  ],
  [
    "N18 logLevel",
    "packages/socket-scrub/src/logging/console-logger.test.ts",
    "level %s writes %i of four lines",
  ],
  [
    "N18 a refused payload names its fields and no value",
    "packages/socket-router/test/misuse.int.test.ts",
    "a refused payload names its fields in the log, and no value",
  ],
  [
    "N19 what make:* writes compiles beside a contract",
    "packages/carillon/test/make-commands.int.test.ts",
    "what init writes compiles, and passes",
  ],
  [
    "N19 route:list has the names that were written",
    "packages/carillon/test/loading.int.test.ts",
    "route:list has the names that the application wrote, and where schemas are from",
  ],
  [
    "N20 a manager of a test has what was registered",
    "packages/socket-facade/test/manager-copy.int.test.ts",
    "a copy has all that was registered, and shares no state with the original",
  ],
  [
    "N20 Vitest, Jest and node:test load the packages",
    "scripts/runner-samples.mjs",
    "export function checkRunnerSamples",
  ],
  ["N22 what an installation weighs", "scripts/rehearsal/published.mjs", "const most = { packages: 42"],
  [
    "N23 a Node that is too old is refused",
    "packages/socket-contract/src/server/check-node.test.ts",
    "Node %s is refused, with what to install",
  ],
  [
    "N24 a fake with on, use, to and emit",
    "packages/socket-facade/test/facade.int.test.ts",
    "a fake with nothing but on, use, to and emit",
  ],
  [
    "N24 auth:socket on plain fake sockets",
    "packages/carillon/test/hand-written-fake.int.test.ts",
    "createSocketAuthMiddleware alone works on such a fake, and on a bare socket",
  ],
  [
    "N25 config.get",
    "packages/socket-facade/test/config-folder.int.test.ts",
    "a key is a file and the way inside of it",
  ],
  [
    "N25 the provider of an application object",
    "packages/socket-facade/test/provider.int.test.ts",
    "an application that is a plain object with methods boots",
  ],
  [
    "low: the facades print what they are",
    "packages/socket-facade/test/inspect.int.test.ts",
    "the facades print what they are",
  ],
  [
    "low: emitTo of nothing says what it got",
    "packages/carillon/test/mistakes/facade.ts",
    "sending to an unknown user",
  ],
  [
    "low: the scale message names redis",
    "packages/carillon/test/mistakes/configuration.ts",
    "an adapter without Redis",
  ],
  [
    "low: toOthers on to()",
    "packages/socket-facade/test/attacks.int.test.ts",
    'socket.to("orders.7").toOthers',
  ],
  [
    "low: a next step for an Express application",
    "packages/carillon/test/mistakes/javascript-registration.js",
    "attaching to an Express application that can listen",
  ],
  [
    "low: a next step for middleware of Express",
    "packages/carillon/test/mistakes/facade.ts",
    "middleware in the shape of Express",
  ],
  [
    "low: a next step for `ack is not a function`",
    "packages/socket-router/test/misuse.int.test.ts",
    "a handler that calls an ack, as listeners of Socket.IO do, is told what to write",
  ],
  [
    "low: a next step for Socket.on, Socket.channel and Route.on",
    "packages/socket-facade/test/inspect.int.test.ts",
    "a method of the other facade says what to write: %s",
  ],
  [
    "low: a next step for a missing peer",
    "packages/socket-scale/src/load-package.test.ts",
    "says what to install where a package is missing",
  ],
  [
    "low: a next step for a wrong namespace",
    "packages/carillon/test/mistakes/javascript-facade.js",
    "of without slash",
  ],
  [
    "low: a next step for a channel in the shape of a path",
    "packages/carillon/test/mistakes/routes.ts",
    "a channel in the shape of a path",
  ],
];

test.each(walk)("%s", (_what, file, title) => {
  expect(existsSync(join(root, file))).toBe(true);
  expect(readFileSync(join(root, file), "utf8")).toContain(title);
});

it("N1 to N25 each have a test; N7, N8 and N21 are the client's and the demo's", () => {
  const numbers = new Set(walk.map(([what]) => /^N(\d+)/.exec(what)?.[1] ?? ""));
  const missing = Array.from({ length: 25 }, (_, n) => n + 1).filter((n) => !numbers.has(String(n)));
  expect(missing).toEqual([6, 7, 8, 21]);
});

describe("N6 the READMEs show the product", () => {
  it.each(["README.md", "packages/carillon/README.md", "packages/socket-facade/README.md"])("%s", (file) => {
    const text = readFileSync(join(root, file), "utf8");
    for (const word of ["Route.channel", "defineContract", "presence", "history", "otification"]) {
      expect(text).toContain(word);
    }
    // A table of contents: links to sections of the same page.
    expect(text.match(/\]\(#[\w-]+\)/g)?.length ?? 0).toBeGreaterThan(3);
  });
});

test.each(packages)("low: %s says who made it, where it lives and where its bugs go", (name) => {
  const manifest = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8")) as object;
  expect(manifest).toMatchObject({
    author: expect.any(String) as string,
    homepage: expect.stringContaining(name) as string,
    bugs: { url: expect.stringContaining("issues") as string },
  });
});

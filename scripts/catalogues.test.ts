import ts from "typescript";
import { describe, expect, it } from "vitest";
import { errorNotes } from "../docs/generate/error-notes/index.js";
import { errorsPage } from "../docs/generate/error-page.js";
import { logNotes } from "../docs/generate/log-notes.js";
import { provenMistakes } from "../docs/generate/mistakes.js";
import { catalogues } from "./catalogues.js";
import { readmeOf, readmeWithOptions, withOptions } from "./readme-options.js";

const { errors, logEvents, problems, plainErrors, throwSites } = catalogues();

/** Packages that still have misuse without a code or log lines without an event. */
const notYet: readonly string[] = [];

/** Files with errors that are no mistake of a developer who uses the package. */
const explained: Record<string, string> = {
  "packages/socket-auth/src/guards/passport-guard.ts": "a strategy that failed",
  "packages/socket-auth/src/guards/session-guard.ts": "a session store that failed",
  "packages/socket-auth/src/handshake/safe-connection-middleware.ts": "what a client gets as connect_error",
  "packages/socket-auth/src/refusals.ts": "what a client gets as connect_error",
  "packages/socket-auth/src/tokens/memory-token-store.ts": "what a database would say of a row twice",
  "packages/socket-cli/src/application/application.ts": "one line of the command",
  "packages/socket-cli/src/listen/prompt.ts": "one line of the command",
  "packages/socket-client/src/channels/channel.ts": "runs in pages, where the class would be weight",
  "packages/socket-react/src/create-hooks.ts": "runs in pages, where the class would be weight",
  "packages/socket-rooms/src/presence/redis-presence-session.ts": "Redis that is away",
  "packages/socket-router/src/answers/answer.ts":
    "a handler's reply that cannot be sent, logged with its event",
  "packages/socket-router/src/connections/connection-hooks.ts": "a hook that hangs, logged",
  "packages/socket-router/src/dispatch/dropped-event.ts": "an event that gets no answer",
  "packages/socket-router/src/handshakes/connection-refusal.ts": "what a client gets as connect_error",
  "packages/socket-router/src/middleware/middleware-run.ts":
    "middleware that failed at an event, logged with its name",
  "packages/socket-router/src/payloads/schemas.ts":
    "a handler's reply that does not fit, logged with its event",
  "packages/socket-contract/src/server/caller-line.ts": "read for its stack",
  "packages/socket-scale/src/emitter/emit-only-client.ts": "Redis that is away",
  "packages/socket-scale/src/postgres/listening-pool.ts": "PostgreSQL that is away",
  "packages/socket-testing/src/fake-client/fake-transport.ts": "a network that is away",
  "packages/socket-scale/src/redis/redis-connection.ts": "Redis that is away",
  "packages/socket-testing/src/clients/client.ts": "a test that failed",
  "packages/socket-testing/src/memory/memory-web-socket.ts": "what ws tells Engine.IO",
  "packages/socket-testing/src/waiting/next-event.ts": "a test that failed",
  "packages/socket-testing/src/realtime/running-client.ts": "what a test gets for a client that was refused",
  "packages/socket-testing/src/servers/postgres.ts": "a program that ended",
  "packages/socket-testing/src/servers/redis.ts": "a program that ended",
  "packages/socket-testing/src/waiting/wait-for.ts": "a test that failed",
};

/** Codes that are thrown in several places, and the one mistake that they stand for. */
const oneMistake: Record<string, string> = {
  E_ALREADY_ATTACHED: "a second attach, of a manager or of a server",
  E_ALREADY_RUNNING: "start() of a server that runs, Redis or PostgreSQL",
  E_BAD_DURATION: "a time that is none, in a route and in a test",
  E_BAD_EVENT_NAME: "an event's name that is none",
  E_BAD_HANDLER: "a handler that is none, by value or by name",
  E_BAD_MIDDLEWARE: "middleware that is none, by value, as a class or registered",
  E_BAD_NAMESPACE: "a namespace's name that is none",
  E_BAD_OPTION: "an option of the router whose value does not fit; the message names it",
  E_BAD_PREFIX: "a prefix that is none",
  E_BAD_RATE: "a rate that is none, as text or as an object",
  E_BROADCAST_ARGUMENTS: "what a broadcast cannot carry",
  E_CHANNEL_PATTERN: "a channel's pattern that is none",
  E_CHANNEL_RULE: "a channel's rule that is none; the message names its key",
  E_CLIENT_OPTIONS: "what createClient is given; the message names it",
  E_CONFIG_FILE: "a configuration file that is missing or exports nothing",
  E_CONFIG_KEY: "a key of the configuration that is not there; the message names it",
  E_CONFIG_VALUE: "a value of the configuration that does not fit; the message names its key",
  E_CONNECTION_MIDDLEWARE: "connection middleware that is none",
  E_ENVIRONMENT: "a variable whose value does not fit; the message names it",
  E_EXCEPTION_OPTIONS: "an option of SocketException that is none; the message names it",
  E_FACADE_METHOD: "a method that a facade does not have",
  E_GUARD_TAKEN: "a second guard of one name, of a manager or of an authenticator",
  E_NEEDS_SERVER: "a call that an emitter cannot answer",
  E_NODE_UNKNOWN: "a node of a test that was killed",
  E_NOTIFICATION_OPTION: "an option of notifications whose value does not fit; the message names it",
  E_NOTIFICATION_RECIPIENT: "a recipient that is none",
  E_NOT_ATTACHED: "a call before attach",
  E_PORT: "a port that is none, of a server or of a test's proxy",
  E_PROGRAM_MISSING: "a server that is not installed, Redis or PostgreSQL",
  E_PROVIDER_OPTIONS: "what SocketServiceProvider is given; the message names it",
  E_ROOM_NAME: "a room that is none",
  E_ROOM_TEMPLATE: "a template that names no personal room",
  E_SCALE_ADAPTER: "an adapter that is none",
  E_UNKNOWN_OPTION: "an option that there is not; the message names it",
  E_WRONG_PART: "a part, such as a client or a database, that is none",
};

/** Events that are logged at two levels, and why. */
const twoLevels: Record<string, string> = {
  postgres_adapter_failed: "quieter while PostgreSQL is known to be away",
};

const isConverted = (file: string): boolean => !notYet.some((name) => file.startsWith(`packages/${name}/`));

describe("the catalogues of the sources", () => {
  it("are what docs/reference holds; after a change: pnpm catalogues", async () => {
    await expect(json(errors)).toMatchFileSnapshot("../docs/reference/errors.json");
    await expect(json(logEvents)).toMatchFileSnapshot("../docs/reference/log-events.json");
    await expect(errorsPage(errors, provenMistakes())).toMatchFileSnapshot("../docs/reference/errors.md");
  });

  it("have a note for each code: docs/generate/error-notes, with an example where no mistake of the tests is one", () => {
    const proven = provenMistakes();
    const missing = errors
      .map(({ code }) => code)
      .filter((code) => {
        const note = errorNotes[code as `E_${string}`];
        return note === undefined || (note.example === undefined && !proven.has(code));
      });
    expect(missing).toEqual([]);
    expect(Object.keys(errorNotes).filter((code) => !errors.some((entry) => entry.code === code))).toEqual(
      [],
    );
  });

  it("have a note for each log event: docs/generate/log-notes.ts", () => {
    const events = logEvents.map(({ event }) => event);
    expect(
      events.filter((event) => !(logNotes[event] ?? []).some((text) => text.startsWith("**Mend.**"))),
    ).toEqual([]);
    expect(Object.keys(logNotes).filter((event) => !events.includes(event))).toEqual([]);
  });

  it("show examples that are JavaScript", () => {
    const wrong = Object.entries(errorNotes).filter(([, { example = "" }]) => {
      const { diagnostics = [] } = ts.transpileModule(example, {
        reportDiagnostics: true,
        fileName: "example.js",
        compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, allowJs: true },
      });
      return diagnostics.length > 0;
    });
    expect(wrong.map(([code]) => code)).toEqual([]);
  });

  it("miss no code and no event", () => {
    expect(problems.filter(isConverted)).toEqual([]);
  });

  it("give every mistake of a developer a code: new UsageError instead of new Error", () => {
    expect(plainErrors.filter((file) => isConverted(file) && !(file in explained))).toEqual([]);
    expect(Object.keys(explained).filter((file) => !plainErrors.includes(file))).toEqual([]);
  });

  it("use a code for one kind of mistake, where it is thrown in several places too", () => {
    const shared = errors.map(({ code }) => code).filter((code) => (throwSites.get(code) ?? 0) > 1);
    expect(shared.filter((code) => !(code in oneMistake))).toEqual([]);
    expect(Object.keys(oneMistake).filter((code) => !shared.includes(code))).toEqual([]);
  });

  it("use a log event in one package at one level", () => {
    const shared = logEvents.filter((entry) => entry.packages.length > 1 || entry.levels.length > 1);
    expect(shared.map(({ event }) => event)).toEqual(Object.keys(twoLevels));
  });
});

describe("READMEs", () => {
  it.each(withOptions)("%s: has the options of its types", async (name) => {
    await expect(await readmeWithOptions(name)).toMatchFileSnapshot(readmeOf(name));
  });
});

function json(entries: readonly unknown[]): string {
  return `${JSON.stringify(entries, null, 2)}\n`;
}

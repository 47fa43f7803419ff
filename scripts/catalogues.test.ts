import { describe, expect, it } from "vitest";
import { catalogues } from "./catalogues.js";

const { errors, logEvents, problems, plainErrors } = catalogues();

/** Packages that still have misuse without a code or log lines without an event. */
const notYet = [
  "socket-cli",
  "socket-client",
  "socket-contract",
  "socket-engine",
  "socket-facade",
  "socket-notifications",
  "socket-rooms",
  "socket-router",
  "socket-scrub",
  "socket-telemetry",
];

/** Files with errors that are no mistake of a developer who uses the package. */
const explained: Record<string, string> = {
  "packages/socket-auth/src/guards/passport-guard.ts": "a strategy that failed",
  "packages/socket-auth/src/guards/session-guard.ts": "a session store that failed",
  "packages/socket-auth/src/handshake/safe-connection-middleware.ts": "what a client is refused with",
  "packages/socket-auth/src/refusals.ts": "what a client is refused with",
  "packages/socket-auth/src/tokens/memory-token-store.ts": "a collision of random ids",
  "packages/socket-react/src/create-hooks.ts":
    "runs in pages, where the class of the servers' mistakes would be weight",
  "packages/socket-testing/src/client.ts": "a test that failed",
  "packages/socket-testing/src/memory-web-socket.ts": "what ws tells Engine.IO",
  "packages/socket-testing/src/next-event.ts": "a test that failed",
  "packages/socket-testing/src/postgres.ts": "a program that ended",
  "packages/socket-testing/src/redis.ts": "a program that ended",
  "packages/socket-testing/src/wait-for.ts": "a test that failed",
};

/** Codes with more than one message, and the one mistake that they stand for. */
const oneMistake: Record<string, string> = {
  E_JWT_ALGORITHM: "an algorithm that does not fit a public key, or a secret",
  E_UNKNOWN_GUARD: "the list of guards, with and without a near name",
  E_ALREADY_RUNNING: "start() of a server that runs, Redis or PostgreSQL",
  E_PROGRAM_MISSING: "a server that is not installed, Redis or PostgreSQL",
};

const isConverted = (file: string): boolean => !notYet.some((name) => file.startsWith(`packages/${name}/`));

describe("the catalogues of the sources", () => {
  it("miss no code and no event", () => {
    expect(problems.filter(isConverted)).toEqual([]);
  });

  it("give every mistake of a developer a code: new UsageError instead of new Error", () => {
    expect(plainErrors.filter((file) => isConverted(file) && !(file in explained))).toEqual([]);
    expect(Object.keys(explained).filter((file) => !plainErrors.includes(file))).toEqual([]);
  });

  it("use a code for one kind of mistake", () => {
    const ofConverted = errors.filter(({ packages }) => !packages.some((name) => notYet.includes(name)));
    const shared = ofConverted.filter(({ messages }) => messages.length > 1).map(({ code }) => code);
    expect(shared.filter((code) => !(code in oneMistake))).toEqual([]);
    expect(Object.keys(oneMistake).filter((code) => !shared.includes(code))).toEqual([]);
  });

  it("use a log event in one package at one level", () => {
    const shared = logEvents.filter((entry) => entry.packages.length > 1 || entry.levels.length > 1);
    expect(shared.map(({ event }) => event)).toEqual([]);
  });
});

import type { ErrorNotes } from "./error-note.js";

/** Codes of the testing kit, the logger and the telemetry. */
export const testingNotes: ErrorNotes = {
  E_ACTING_AS_NO_ID: {
    cause: "`actingAs` got a user whose id cannot be seen; sockets are found by it.",
    mend: "Give a user with `id`, or the id beside it.",
    example: "const client = await io.actingAs(user, { id: user.email }).connect();",
  },
  E_ALREADY_RUNNING: {
    cause: "`start()` was called for a test's Redis or PostgreSQL that runs.",
    mend: "Stop it first, or make a second one: each has a port and a folder of its own.",
    example: "await using redis = await startRedis();\nawait redis.kill();\nawait redis.start();",
  },
  E_CLIENT_UNKNOWN: {
    cause: "An assertion, a cut or a kill got a client of another test, or one that never connected.",
    mend: "Pass what `t.connect()` or `t.actingAs()` returned in this test.",
    example: "const client = await t.connect();\nawait t.cut(client);",
  },
  E_FOREIGN_CLIENT: {
    cause:
      "A request reached a `FakeIo` that it did not make itself. It has no network by which another client could come.",
    mend: 'Make clients with `io.client()` or `io.connect()`; over a network test with `testRealtime({ network: "port" })`.',
    example: "await using io = new FakeIo();\nconst socket = await io.connect();",
  },
  E_LOG_LEVEL: {
    cause: "`logLevel` is a word that is no level, often from the environment.",
    mend: "Take debug, info, warn, error or silent.",
    example: 'setSocketsConfig({ logLevel: "warn" });',
  },
  E_NODES_LATE: {
    cause: "A test asked for several nodes when a client was connected to the only one.",
    mend: "Call `nodes` first.",
    example:
      "await using t = await testRealtime();\nconst [first, second] = await t.nodes(2);\nconst client = await t.connect();",
  },
  E_NODE_UNKNOWN: {
    cause: "`t.kill` got a node that died before, or all nodes of the test are dead.",
    mend: "Ask for one more node than are killed.",
    example: "const [first, second] = await t.nodes(2);\nawait t.kill(second);",
  },
  E_PATIENCE: {
    cause: "`patienceMs`, how long a test waits for what should come, is no time.",
    mend: "Give milliseconds above zero. It is a bound and no pause: a test goes on as soon as the thing is there.",
    example: "configureTesting({ patienceMs: 5_000 });",
  },
  E_PROGRAM_MISSING: {
    cause: "A test starts Redis or PostgreSQL, and the machine has no such program.",
    mend: "Install it; the message has Debian's command. On macOS: `brew install redis postgresql`.",
    example: "await using redis = await startRedis(); // starts the redis-server of this machine",
  },
  E_TELEMETRY_OPTION: {
    cause:
      "`maxNames`, how many values a label may have before the rest is counted together, is no whole number above zero.",
    mend: "Give one; 500 is the default.",
    example: "subscribe({ maxNames: 500 });",
  },
  E_TEST_NETWORK: {
    cause: "`testRealtime` got a network that there is not.",
    mend: 'Write `"memory"`, the default, or `"port"`.',
    example: 'await using t = await testRealtime({ network: "port" });',
  },
  E_TEST_URL: {
    cause:
      "`createClient` of the test kit got no URL first. It is another one than `createClient` of `carillon/client`, which takes `{ url }`.",
    mend: "Give the URL of the server, or take `server.client()`, which knows it.",
    example:
      'import { connected, createClient, startServer } from "carillon/testing";\n\nawait using server = await startServer();\nconst client = await connected(createClient(server.url));',
  },
};

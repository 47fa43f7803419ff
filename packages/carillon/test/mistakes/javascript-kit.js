import * as testing from "carillon/testing";

/** A mistake inside of a test of an application without routes. */
const inTest = (make) => async () => {
  const t = await testing.testRealtime();
  try {
    return await make(t);
  } finally {
    await t.close();
  }
};

/** The test kit. */
export const kit = [
  [
    "a client without a URL",
    () => testing.createClient(),
    'E_TEST_URL: createClient of the test kit takes the server\'s URL first: createClient("http://127.0.0.1:3000", options); got undefined.',
  ],
  [
    "a client with a path",
    () => testing.createClient("/socket.io"),
    'E_TEST_URL: createClient of the test kit takes the server\'s URL first: createClient("http://127.0.0.1:3000", options); got "/socket.io".',
  ],
  [
    "another network",
    () => testing.testRealtime({ network: "tcp" }),
    'E_TEST_NETWORK: The network of a test is "memory" or "port"; got tcp.',
  ],
  [
    "an unknown option of testRealtime",
    () => testing.testRealtime({ mangaer: {} }),
    'E_UNKNOWN_OPTION: testRealtime has no option "mangaer"; did you mean "manager"?',
  ],
  [
    "a client that the test has not made",
    inTest(async (t) => {
      t.restore({});
    }),
    "E_CLIENT_UNKNOWN: This takes a client that the same test has connected.",
  ],
  [
    "more nodes behind the first client",
    inTest(async (t) => {
      await t.as({ id: 1 }).connect();
      await t.nodes(2);
    }),
    "E_NODES_LATE: Call t.nodes(count) before the first client connects.",
  ],
  [
    "a node that was killed before",
    inTest(async (t) => {
      const [first] = await t.nodes(2);
      await t.kill(first);
      await t.kill(first);
    }),
    "E_NODE_UNKNOWN: t.kill takes a node of t.nodes(count) that was not killed before.",
  ],
  [
    "a client although every node was killed",
    inTest(async (t) => {
      const nodes = await t.nodes(2);
      for (const node of nodes) await t.kill(node);
      await t.connect();
    }),
    "E_NODE_UNKNOWN: All nodes of this test were killed.",
  ],
  [
    "a time that is none",
    inTest(async (t) => {
      await t.clock.advance("soon");
    }),
    'E_BAD_DURATION: "soon" is not a duration; write milliseconds, or "500ms", "10s", "1m", "2h", "1d".',
  ],
  [
    "a proxy in front of nothing",
    () => testing.startTcpProxy({}),
    "E_PORT: startTcpProxy needs the port behind it: startTcpProxy({ port: server.port }); got undefined.",
  ],
  [
    "no patience at all",
    () => testing.configureTesting({ patienceMs: -1 }),
    "E_PATIENCE: patienceMs is how long a test waits, in milliseconds from 1 to 2147483647; got -1.",
  ],
  [
    "handlers of a fake client as a list",
    () => testing.createFakeClient([]),
    'E_NOT_A_FUNCTION: createFakeClient\'s handler of each event takes a function: createFakeClient({ "orders:create": (payload) => ({ id: 7 }) }). It got an array.',
  ],
  [
    "an unknown option of a fake client",
    () => testing.createFakeClient({}, { tokn: "t" }),
    'E_CLIENT_OPTIONS: createClient has no option "tokn"; it takes url, namespace, path, autoConnect, token, requestTimeoutMs, offline, reconnect, contract, clock, onDebug, socket.',
  ],
  [
    "an unknown option of the kit's client",
    () => testing.createClient("http://127.0.0.1:3000", { trasnports: ["polling"] }),
    'E_UNKNOWN_OPTION: createClient has no option "trasnports"; did you mean "transports"?',
  ],
  [
    "a token beside auth",
    () => testing.createClient("http://127.0.0.1:3000", { token: "t" }),
    'E_UNKNOWN_OPTION: createClient has no option "token"; did you mean "auth: { token }"?',
  ],
  [
    "an unknown option of startServer",
    () => testing.startServer(undefined, { optoins: {} }),
    'E_UNKNOWN_OPTION: startServer has no option "optoins"; did you mean "options"?',
  ],
  [
    "a time of waitFor as text",
    () => testing.waitFor(() => 1, "1s"),
    "E_BAD_OPTION: waitFor: timeoutMs must be a number of milliseconds, 0 or more; got a string.",
  ],
  [
    "an unknown option of nextEvent",
    () => testing.nextEvent({ once() {}, on() {}, off() {} }, "x", { timeout: 5 }),
    'E_UNKNOWN_OPTION: nextEvent has no option "timeout"; did you mean "timeoutMs"?',
  ],
  [
    "an unknown option of configureTesting",
    () => testing.configureTesting({ patience: 5 }),
    'E_UNKNOWN_OPTION: configureTesting has no option "patience"; did you mean "patienceMs"?',
  ],
  [
    "an unknown option of a test's client",
    inTest((t) => t.as({ id: 1 }).connect({ tokn: "x" })),
    'E_UNKNOWN_OPTION: connect has no option "tokn"; did you mean "token"?',
  ],
  [
    "an unknown option of acting as a user",
    inTest((t) => t.as({ id: 1 }, { gaurd: "api" })),
    'E_UNKNOWN_OPTION: actingAs has no option "gaurd"; did you mean "guard"?',
  ],
  [
    "a handler of a fake client that is its reply",
    () => testing.createFakeClient({ "orders:list": [] }),
    'E_NOT_A_FUNCTION: createFakeClient\'s "orders:list" takes a function: createFakeClient({ "orders:create": (payload) => ({ id: 7 }) }). It got an array.',
  ],
  [
    "waiting for a value",
    () => testing.waitFor(true),
    "E_NOT_A_FUNCTION: waitFor takes a function: waitFor(() => received.length === 2). It got a boolean.",
  ],
];

import * as client from "carillon/client";

/** The client, in development. */
export const clients = [
  [
    "an address instead of options",
    () => client.createClient("http://localhost:3000"),
    'E_CLIENT_OPTIONS: createClient takes its options as an object: createClient({ url: "https://api.example.org" }); got string.',
  ],
  [
    "null instead of options",
    () => client.createClient(null),
    'E_CLIENT_OPTIONS: createClient takes its options as an object: createClient({ url: "https://api.example.org" }); got null.',
  ],
  [
    "an option with a typing error",
    () => client.createClient({ tokn: () => "t" }),
    'E_CLIENT_OPTIONS: createClient has no option "tokn"; it takes url, namespace, path, autoConnect, token, requestTimeoutMs, offline, reconnect, contract, clock, onDebug, socket.',
  ],
  [
    "an option of Socket.IO at the top",
    () => client.createClient({ transports: ["websocket"] }),
    'E_CLIENT_OPTIONS: createClient has no option "transports"; it takes url, namespace, path, autoConnect, token, requestTimeoutMs, offline, reconnect, contract, clock, onDebug, socket.',
  ],
  [
    "the token itself",
    () => client.createClient({ token: "secret" }),
    "E_CLIENT_OPTIONS: createClient: token is a function that returns it: token: () => readToken(); got string.",
  ],
  [
    "an address that is a URL object",
    () => client.createClient({ url: new URL("http://localhost:3000") }),
    'E_CLIENT_OPTIONS: createClient: url is a text such as "https://api.example.org"; got object.',
  ],
  [
    "an unknown policy",
    () => client.createClient({ offline: "wait" }),
    'E_CLIENT_OPTIONS: createClient: offline is "fail", "drop", { queue, expireMs } or one of them for each event; got string.',
  ],
  [
    "a timeout that is text",
    () => client.createClient({ requestTimeoutMs: "5s" }),
    "E_CLIENT_OPTIONS: createClient: requestTimeoutMs is a number of milliseconds; got string.",
  ],
];

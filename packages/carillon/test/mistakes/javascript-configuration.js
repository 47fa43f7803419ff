import * as carillon from "carillon";

const handler = () => 1;

/** What JavaScript lets through: calls whose arguments are missing, of the wrong kind, or have unknown keys. */
export const configuration = [
  [
    "manager config text",
    () => new carillon.SocketManager("x"),
    "E_CONFIG_VALUE: Configuration: sockets must be an object.",
  ],
  [
    "setSocketsConfig undefined",
    () => carillon.setSocketsConfig(undefined),
    "E_CONFIG_VALUE: Configuration: sockets must be an object.",
  ],
  [
    "createRealtime text",
    () => carillon.createRealtime("x"),
    "E_CONFIG_VALUE: Configuration: sockets must be an object.",
  ],
  [
    "config auth.guards as a function",
    ({ configured }) => configured({ auth: { guards: handler } }),
    "E_CONFIG_VALUE: Configuration: sockets.auth.guards must be an object.",
  ],
  [
    "config contract client array",
    ({ configured }) => configured({ contract: { client: [] } }),
    "E_CONFIG_VALUE: Configuration: sockets.contract.client must be an object.",
  ],
  [
    "config contract event null",
    ({ configured }) => configured({ contract: { client: { a: null } } }).boot(),
    'E_BAD_OPTION: "a" in the contract\'s client takes its options as an object, such as { payload: ... }; got null.',
  ],
  [
    "config contract event schema direct",
    ({ configured }) => configured({ contract: { client: { a: { paylod: 1 } } } }).boot(),
    'E_UNKNOWN_OPTION: "a" in the contract\'s client has no option "paylod"; did you mean "payload"?',
  ],
  [
    "config server path",
    ({ configured }) => configured({ server: { path: "/x" } }),
    "E_CONFIG_VALUE: Configuration: sockets.server must be an object of Socket.IO's server options, without path and cors, which are keys of their own.",
  ],
  [
    "config logLevel",
    ({ configured }) => configured({ logLevel: "verbose" }),
    'E_CONFIG_VALUE: Configuration: sockets.logLevel must be "debug", "info", "warn", "error" or "silent".',
  ],
  [
    "loadSocketsConfig text",
    () => carillon.loadSocketsConfig("config.js"),
    'E_CONFIG_FILE: loadSocketsConfig takes { file, root }: loadSocketsConfig({ file: "config/sockets.js" }).',
  ],
  [
    "provider root",
    () => carillon.SocketServiceProvider({ root: 5 }),
    "E_PROVIDER_OPTIONS: SocketServiceProvider: root is the path of a folder; got number.",
  ],
];

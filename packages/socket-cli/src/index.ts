export { runCli } from "./cli.js";
export type { Terminal } from "./cli.js";
export { main } from "./main.js";

export { runCli } from "./cli.js";
export type { Terminal } from "./terminal/terminal.js";
export { main } from "./main.js";

import { runCli } from "@carillon/socket-cli";
import { expect } from "./expect.js";

async function main(): Promise<void> {
  let printed = "";
  const code = await runCli(["--help"], {
    cwd: process.cwd(),
    out: (text) => void (printed += text),
    err: (text) => void (printed += text),
  });
  expect(code === 0 && printed.includes("make:socket-controller"), `it shows its commands: ${printed}`);
  console.log("passed");
}
void main();

import { runCli } from "./cli.js";
import { showsColors } from "./terminal/terminal.js";

/**
 * Runs the command line of this process and ends it, whatever the application that it loaded left open.
 *
 * @param args - Default: those of the process.
 */
export async function main(args: readonly string[] = process.argv.slice(2)): Promise<never> {
  const { stdin, stdout, stderr } = process;
  // A reader that went away, such as `head`, has all that it wants.
  stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  const code = await runCli(args, {
    cwd: process.cwd(),
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    hasColors: showsColors(stdout),
    ...(stdin.isTTY && stdout.isTTY && { input: stdin }),
  });
  // A pipe takes what was written only after a while.
  await Promise.all([flushed(stdout), flushed(stderr)]);
  process.exit(code);
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}

import { runCli } from "./cli.js";

/**
 * Runs the command line of this process and ends it, whatever the application that it loaded left open.
 *
 * @param args - Default: those of the process.
 */
export async function main(args: readonly string[] = process.argv.slice(2)): Promise<never> {
  const code = await runCli(args, {
    cwd: process.cwd(),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  });
  // A pipe takes what was written only after a while.
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(code);
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}

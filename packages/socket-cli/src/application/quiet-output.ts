/**
 * Runs a piece of work whose prints go to stderr, so that stdout holds the command's own results alone.
 *
 * @param work - Such as importing an application.
 */
export async function withQuietOutput<Value>(work: () => Promise<Value>): Promise<Value> {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = stderr.write.bind(stderr);
  try {
    return await work();
  } finally {
    stdout.write = write;
  }
}

/**
 * What an example says that it prints: the comments behind `console.log(...)` and behind the requests whose events are printed.
 *
 * @param code - Of a client.
 */
export function expectedOutput(code: string): string[] {
  const lines = code.matchAll(/^.*(?:console\.log\(.*|await .*\.(?:request|emitWithAck)\(.*); \/\/ (.+)$/gm);
  return Array.from(lines, ([, text = ""]) => text);
}

/** Files that registration passes through on its way from the application. */
const ownFiles =
  /[\\/](?:socket-(?:contract|router|rooms|facade)|carillon)[\\/](?:src|dist)[\\/](?!.*\.test\.)/;

/**
 * Where the application registers something, as `file:line:column`.
 *
 * @returns `undefined` where the engine's stack does not tell.
 */
export function callerLine(): string | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 15;
  const { stack = "" } = new Error();
  Error.stackTraceLimit = limit;
  for (const frame of stack.split("\n").slice(2)) {
    const place = /(?:file:\/\/)?((?:\/|[A-Za-z]:[\\/]).*:\d+:\d+)\)?$/.exec(frame)?.[1];
    if (place && !ownFiles.test(place)) return place;
  }
  return undefined;
}

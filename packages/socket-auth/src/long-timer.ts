/** The longest delay that `setTimeout` takes, about 24.8 days; a longer one would fire at once. */
const longest = 2_147_483_647;

/**
 * Runs something at a point in time, however far away. Does not keep the process alive.
 *
 * @param at - Milliseconds since the epoch. The past means as soon as possible.
 * @param run - Called once.
 * @returns Call it to cancel.
 */
export function runAt(at: number, run: () => void): () => void {
  let timer: NodeJS.Timeout;
  function wait(): void {
    const left = at - Date.now();
    timer = setTimeout(left > longest ? wait : run, Math.min(Math.max(left, 0), longest));
    timer.unref();
  }
  wait();
  return function cancel() {
    clearTimeout(timer);
  };
}

/**
 * Waits for something, but not forever.
 *
 * @param work - What to wait for.
 * @param ms - How long at most, in milliseconds.
 * @returns Whether it ended in time.
 * @throws What it failed with in time; later failures are nobody's.
 */
export async function within(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => void resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

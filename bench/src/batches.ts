/**
 * Sizes of batches that add up to a total, between 1 and 500, always the same ones.
 *
 * Batches of one size fall into step with the garbage collector: whether it looks when most is under way or when all is
 * done would decide by a factor of two what an asynchronous middleware seems to cost.
 */
export function* batchesOf(total: number): Generator<number> {
  let seed = 7;
  for (let left = total; left > 0;) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    const size = Math.min(left, 1 + (seed % 500));
    yield size;
    left -= size;
  }
}

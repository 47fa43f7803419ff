/** Finds the manager that answers the code that runs. Its type is looser than the managers', which use it. */
type FindManager = (asked: object | undefined) => object | undefined;

/** Set by the testing kit alone. */
let find: FindManager | undefined;

/**
 * Makes it depend on the code that asks which manager answers.
 *
 * @returns Undoes it.
 */
export function scopeManagers(by: FindManager): () => void {
  find = by;
  return () => {
    find = undefined;
  };
}

/** The manager that answers here instead of the one that is asked; `undefined` for that one itself. */
export function scopedManager<Manager extends object>(asked: Manager | undefined): Manager | undefined {
  return find?.(asked) as Manager | undefined;
}

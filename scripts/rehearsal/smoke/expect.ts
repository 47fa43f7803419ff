/** Fails where something does not hold. */
export function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`It does not hold: ${what}`);
}

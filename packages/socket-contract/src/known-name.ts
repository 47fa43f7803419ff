/** What comes before the first colon or dot of a name. */
type Start<Name extends string> = Name extends `${infer Part}:${string}`
  ? Part
  : Name extends `${infer Part}.${string}`
    ? Part
    : never;

/** What comes behind the first colon or dot of a name. */
type End<Name extends string> = Name extends `${string}:${infer Part}`
  ? Part
  : Name extends `${string}.${infer Part}`
    ? Part
    : never;

/** The names that begin or end as a wrong one does; all where none does. */
type NearNames<Name extends string, Names extends string> =
  Extract<
    Names,
    `${Start<Name>}${":" | "."}${string}` | `${string}${":" | "."}${End<Name>}`
  > extends infer Near extends string
    ? [Near] extends [never]
      ? Names
      : Near
    : never;

/**
 * A name that must be one of a contract's: itself, or what was probably meant instead.
 *
 * As the type of a parameter it makes the compiler's message one line with the nearest names, however many there are.
 */
export type KnownName<Name extends string, Names extends string> = Name extends Names
  ? Name
  : NearNames<Name, Names>;

/** A constraint that takes any string and completes the known ones. */
export type OrAnyName<Names extends string> = Names | (string & Record<never, never>);

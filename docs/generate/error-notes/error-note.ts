/** What is behind a code: Markdown, and code that shows how it is done right. */
export interface ErrorNote {
  readonly cause: string;
  readonly mend: string;
  /** Needed where no test of `packages/carillon/test/mistakes` makes the mistake. */
  readonly example?: string;
}

/** Notes by their codes. */
export type ErrorNotes = Readonly<Record<`E_${string}`, ErrorNote>>;

/** Something that doctor looked at. */
export interface Finding {
  /** `ok` is fine, `warning` is doubtful, `error` will fail. */
  readonly level: "ok" | "warning" | "error";
  /** What is so, in one sentence. */
  readonly message: string;
  /** What to do about it: a command or a line to write. */
  readonly mend?: string;
  /** Where: a file, or `file:line`. */
  readonly where?: string;
}

/** What checks look at. */
export interface Patient {
  /** The project's folder. */
  readonly root: string;
  /** The version of Node that runs. */
  readonly node: string;
}

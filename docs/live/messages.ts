/** The three programs of the page. */
export type Part = "server" | "ada" | "bob";

/** What the page asks of the worker. */
export type FromPage =
  | { readonly is: "run"; readonly code: Readonly<Record<Part, string>> }
  | { readonly is: "cut" | "restore"; readonly part: Part };

/** What the worker tells the page: a line that one of the programs has printed. */
export interface ToPage {
  readonly part: Part;
  readonly level: "log" | "warn" | "error";
  readonly text: string;
}

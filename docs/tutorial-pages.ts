import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** One page of the tutorial, as a reader works through it. */
export interface TutorialPage {
  /** Of the page, and of the folder of its example. */
  readonly name: string;
  readonly actions: readonly TutorialAction[];
}

/** What a reader does: writes a file, or types commands, of which the last prints something. */
export type TutorialAction =
  | { readonly is: "file"; readonly name: string; readonly code: string }
  | { readonly is: "commands"; readonly commands: readonly string[]; readonly prints: readonly string[] };

const folder = resolve(import.meta.dirname, "start/tutorial");
const names = [
  "index",
  "1-server",
  "2-contract",
  "3-sign-in",
  "4-rooms",
  "5-presence-history",
  "6-notifications",
  "7-test",
  "8-second-node",
];
const parts =
  /^<<< (?<path>\S+?)(?:\{[^}]*\})? \[(?<name>[^\]]+)\]$|`(?<own>[\w.]+)`:\n\n```json\n(?<json>.*?)^```$|^```sh\n(?<commands>.*?)^```$(?:\s+The client prints:)?(?:\n\n```txt\n(?<prints>.*?)^```$)?/gms;

/** The pages of the tutorial in their order, the first being what comes before the first step. */
export function tutorialPages(): TutorialPage[] {
  return names.map((name) => {
    const text = readFileSync(join(folder, `${name}.md`), "utf8");
    return { name, actions: Array.from(text.matchAll(parts), ({ groups = {} }) => actionOf(groups)) };
  });
}

function actionOf({
  path,
  name,
  own,
  json,
  commands,
  prints,
}: Record<string, string | undefined>): TutorialAction {
  if (path !== undefined && name !== undefined) {
    return { is: "file", name, code: readFileSync(join(folder, path), "utf8") };
  }
  if (own !== undefined && json !== undefined) return { is: "file", name: own, code: json };
  return { is: "commands", commands: linesOf(commands), prints: linesOf(prints) };
}

function linesOf(text = ""): string[] {
  return text.split("\n").filter((line) => line !== "");
}

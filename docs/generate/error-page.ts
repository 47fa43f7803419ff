import { errorNotes } from "./error-notes/index.js";
import type { ProvenMistake } from "./mistakes.js";

/** A code as `docs/reference/errors.json` has it. */
export interface UsageErrorEntry {
  readonly code: string;
  readonly packages: readonly string[];
  readonly messages: readonly string[];
}

/** All codes on one page, for readers of the repository: where `docs` of a UsageError leads. */
export function errorsPage(
  entries: readonly UsageErrorEntry[],
  proven: ReadonlyMap<string, readonly ProvenMistake[]>,
): string {
  const parts = entries.flatMap((entry) => [
    `<a id="${entry.code}"></a>`,
    `## ${entry.code}`,
    ...errorBody(entry, proven.get(entry.code) ?? [], "###").map((part) => part.replaceAll(siteLink, "$1")),
  ]);
  const head = [
    "# Error codes",
    "Made by `npx -y pnpm@12 catalogues`. A mistake in code throws a `UsageError`, whose `docs` leads here. In the documentation's site each code has a page.",
  ];
  return `${[...head, ...parts].filter((part) => part !== "").join("\n\n")}\n`;
}

/**
 * What is said of a code: who throws it, cause, mend, examples, and its messages.
 *
 * @param level - Of the headings.
 */
export function errorBody(
  { code, packages, messages }: UsageErrorEntry,
  proven: readonly ProvenMistake[],
  level: "##" | "###",
): string[] {
  const note = errorNotes[code as `E_${string}`];
  const made = proven.slice(0, 3);
  return [
    `Thrown by ${named(packages)} as a \`UsageError\`, which extends \`TypeError\`: a mistake in code, which never reaches a client.`,
    note ? `**Cause.** ${note.cause}` : "",
    note ? `**Mend.** ${note.mend}` : "",
    note?.example === undefined ? "" : `\`\`\`javascript\n${note.example}\n\`\`\``,
    made.length === 0 ? "" : `${level} What throws it`,
    ...made.flatMap(({ what, code: text, message }) => [
      `${what[0]?.toUpperCase() ?? ""}${what.slice(1)}:`,
      `\`\`\`javascript\n${text}\n\`\`\``,
      `> ${plain(message)}`,
    ]),
    `${level} What it says`,
    said(messages),
  ];
}

/** Packages by their whole names. */
export function named(packages: readonly string[]): string {
  return packages.map((name) => `\`@carillon/${name}\``).join(" and ");
}

/** Text that Markdown and Vue leave as it is. */
export function plain(text: string): string {
  return text.replaceAll(/[&<>{}*_[\]`|]/g, (sign) => `&#${String(sign.charCodeAt(0))};`);
}

const siteLink = /\[([^\]]+)\]\((\/[\w/-]+)\)/g;

/** The texts of a message, with what is put in from code in braces; one that is put together elsewhere says nothing here. */
function said(messages: readonly string[]): string {
  const texts = messages.filter((message) => !/^\{.*\}$/s.test(message));
  return (texts.length > 0 ? texts : ["Its text names what is wrong, and what is known instead."])
    .map((message) => `- ${plain(message)}`)
    .join("\n");
}

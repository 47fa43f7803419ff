import { catalogue, provenMistakes } from "../.vitepress/catalogue.js";
import { errorNotes } from "./notes.js";

interface UsageErrorEntry {
  readonly code: string;
  readonly packages: readonly string[];
  readonly messages: readonly string[];
}

/** A page for each code of misuse, made from the catalogue, the tests of mistakes and a note. */
export default {
  paths(): { params: { code: string }; content: string }[] {
    const proven = provenMistakes();
    return catalogue<UsageErrorEntry>("errors").map((entry) => ({
      params: { code: entry.code },
      content: pageOf(entry, proven),
    }));
  },
};

function pageOf(
  { code, packages, messages }: UsageErrorEntry,
  proven: ReturnType<typeof provenMistakes>,
): string {
  const note = errorNotes[code];
  const made = (proven.get(code) ?? []).slice(0, 3);
  return [
    ...(note === undefined ? [] : [note, ""]),
    `Thrown by ${packages.map((name) => `\`@carillon/${name}\``).join(" and ")} as a \`UsageError\`, which extends \`TypeError\`: a mistake of the developer, which never reaches a client.`,
    "",
    ...(made.length === 0 ? [] : ["## What throws it", ""]),
    ...made.flatMap(({ what, code: text, message }) => [
      `${what[0]?.toUpperCase() ?? ""}${what.slice(1)}:`,
      "",
      "```js",
      text,
      "```",
      "",
      `> ${escaped(message)}`,
      "",
    ]),
    "## What it says",
    "",
    "A text in braces is put in from your code. The message says what to write instead.",
    "",
    ...messages.map((message) => `- <code v-pre>${escaped(message)}</code>`),
  ].join("\n");
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll("{", "&#123;")
    .replaceAll("}", "&#125;")
    .replaceAll("*", "&#42;")
    .replaceAll("`", "&#96;")
    .replaceAll("[", "&#91;")
    .replaceAll("_", "&#95;");
}

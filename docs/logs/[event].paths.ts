import { catalogue } from "../.vitepress/catalogue.js";
import { logNotes } from "./notes.js";

interface LogEventEntry {
  readonly event: string;
  readonly levels: readonly string[];
  readonly packages: readonly string[];
  readonly messages: readonly string[];
}

/** A page for each event of the log, made from the catalogue and a note on what to do. */
export default {
  paths(): { params: { event: string }; content: string }[] {
    return catalogue<LogEventEntry>("log-events").map((entry) => ({
      params: { event: entry.event },
      content: pageOf(entry),
    }));
  },
};

function pageOf({ event, levels, packages, messages }: LogEventEntry): string {
  const level = levels.map((name) => (name.includes("{") ? "depends on the failure" : `\`${name}\``));
  const texts = messages.map(
    (text) => `<code v-pre>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</code>`,
  );
  return [
    `Level ${level.join(" or ")}, from ${packages.map((name) => `\`@carillon/${name}\``).join(" and ")}:`,
    "",
    ...texts.map((text) => `- ${text}`),
    "",
    ...(logNotes[event] ?? []).flatMap((paragraph) => [paragraph, ""]),
  ].join("\n");
}

// Writes the pages that are made from the sources: error codes, log events, options, codes of answers.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { errorCodes } from "@carillon/socket-contract";
import { buildSandbox } from "../live/build.js";
import { writeApi } from "./api.js";
import { benchmarks } from "./benchmarks.js";
import { codeNotes } from "./code-notes.js";
import { diagrams } from "./diagrams.js";
import { errorBody, named, plain } from "./error-page.js";
import type { UsageErrorEntry } from "./error-page.js";
import { membersOf, tableOf } from "./interfaces.js";
import { logNotes } from "./log-notes.js";
import { readable } from "./readable.js";
import { provenMistakes } from "./mistakes.js";

const docs = resolve(import.meta.dirname, "..");

interface LogEventEntry {
  readonly event: string;
  readonly levels: readonly string[];
  readonly packages: readonly string[];
  readonly messages: readonly string[];
}

rmSync(join(docs, "errors"), { recursive: true, force: true });
rmSync(join(docs, "logs"), { recursive: true, force: true });
writeErrors(catalogue<UsageErrorEntry>("errors"));
writeLogEvents(catalogue<LogEventEntry>("log-events"));
writeCodes();
writeConfiguration();
writeClient();
mkdirSync(join(docs, "generate/out"), { recursive: true });
writeFileSync(join(docs, "generate/out/benchmarks.md"), benchmarks());
writeChangelog();
const { bytes } = await buildSandbox();
writeFileSync(join(docs, "generate/out/live.json"), JSON.stringify({ kilobytes: Math.ceil(bytes / 1000) }));
await writeApi();
for (const [name, svg] of Object.entries(diagrams))
  writeFileSync(join(docs, `generate/out/${name}.svg`), svg);

/** A catalogue that `pnpm catalogues` made from the sources. */
function catalogue<Entry extends { readonly messages: readonly string[] }>(
  name: "errors" | "log-events",
): Entry[] {
  const entries = JSON.parse(readFileSync(join(docs, `reference/${name}.json`), "utf8")) as Entry[];
  return entries.map((entry) => ({ ...entry, messages: entry.messages.map(readable) }));
}

function writeErrors(entries: readonly UsageErrorEntry[]): void {
  const proven = provenMistakes();
  for (const entry of entries) {
    write(`errors/${entry.code}.md`, [
      `# ${entry.code}`,
      ...errorBody(entry, proven.get(entry.code) ?? [], "##"),
      "[All codes](./index.md)",
    ]);
  }
  const rows = entries.map(
    ({ code, packages, messages }) =>
      `| [\`${code}\`](./${code}.md) | ${plain(messages.find((text) => !/^\{.*\}$/s.test(text)) ?? "")} | ${packages.join(", ")} |`,
  );
  write("errors/index.md", [
    "# Error codes",
    "A mistake in code is thrown while routes are registered, at boot, or by a call with wrong arguments, as a `UsageError` with one of these codes. It never reaches a client; what clients get is in [Answers' codes](../reference/codes.md).",
    ["| code | says, for example | package |", "| --- | --- | --- |", ...rows].join("\n"),
  ]);
}

function writeLogEvents(entries: readonly LogEventEntry[]): void {
  for (const { event, levels, packages, messages } of entries) {
    write(`logs/${event}.md`, [
      `# ${event}`,
      `Level ${levelsOf(levels)}, from ${named(packages)}:`,
      messages.map((message) => `- ${plain(message)}`).join("\n"),
      "In development the console shows it like this:",
      `\`\`\`txt\n${lineOf(levels[0] ?? "", event, messages[0] ?? "")}\n\`\`\``,
      ...(logNotes[event] ?? []),
      "[All events](./index.md)",
    ]);
  }
  const rows = entries.map(
    ({ event, levels, messages }) =>
      `| [\`${event}\`](./${event}.md) | ${levelsOf(levels)} | ${plain(messages[0] ?? "")} |`,
  );
  write("logs/index.md", [
    "# Log events",
    "Each line of the log has an `event`, which stays the same when the words of the message change: search and alert by it. What is written went through the scrubber, tokens masked.",
    ["| event | level | message |", "| --- | --- | --- |", ...rows].join("\n"),
  ]);
}

function writeCodes(): void {
  const rows = Object.entries(errorCodes).map(
    ([code, status]) => `| \`${code}\` | ${String(status)} | ${codeNotes[code] ?? ""} |`,
  );
  write("reference/codes.md", [
    "# Answers' codes",
    "What a client hears when something is refused: `{ ok: false, error, message, status?, data?, retryable?, retryAfterMs?, requestId? }` in the ack, or the same fields with `event` as `error:socket` where there was no ack. Codes of your own are any other text: `new SocketException(message, { code, status, data })`.",
    ["| `error` | status | when, and what to do |", "| --- | --- | --- |", ...rows].join("\n"),
    "The client adds four of its own: `offline` (not sent, there is no connection), `timeout` (no answer in time; it may have run), `disconnected` (the connection broke meanwhile; it may have run) and `aborted` (its `signal` fired).",
    'A handshake that is refused is a `connect_error` whose message begins with "Unauthenticated" and whose `data` holds the same fields.',
  ]);
}

function writeConfiguration(): void {
  const owner = "socket-facade";
  const auth = [
    ...membersOf(owner, "AuthConfig"),
    ...membersOf("socket-auth", "AuthenticatorOptions"),
  ].filter(
    ({ name }, index, all) =>
      all.findIndex((other) => other.name === name) === index &&
      !["logger", "onChange", "listen"].includes(name),
  );
  write("reference/configuration.md", [
    "# Configuration",
    "`setSocketsConfig(config)` before `Socket.attach`, or a file that the provider loads. Unknown keys and wrong values are refused by name. This page is made from the types.",
    tableOf(
      membersOf(owner, "SocketsConfig").filter(
        ({ name }) => !["auth", "rooms", "notifications", "scale", "engine"].includes(name),
      ),
    ),
    "## auth",
    tableOf(auth, "auth."),
    "## rooms",
    tableOf(membersOf(owner, "RoomsConfig"), "rooms."),
    "## notifications",
    tableOf(membersOf(owner, "NotificationsConfig"), "notifications."),
    "## scale",
    tableOf(membersOf("socket-scale", "ScaleConfig"), "scale."),
    "## engine",
    tableOf([...membersOf("socket-engine", "EngineOptions"), ...membersOf(owner, "EngineConfig")], "engine."),
    "## From the environment",
    "With `env: true` of the provider, or `withEnvironment(config)`, four variables win over the configuration; nothing else is read: `CARILLON_ENABLED` (`true`, `false`), `CARILLON_PATH`, `CARILLON_ALLOWED_ORIGINS` (with commas between them) and `CARILLON_REDIS_URL`.",
  ]);
}

function writeClient(): void {
  const owner = "socket-client";
  write("reference/client.md", [
    "# Client",
    "What `carillon/client` gives, made from its types. How it is used is in [In a page and in Node](../client/index.md).",
    "## Options of `createClient`",
    tableOf(membersOf(owner, "ClientOptions")),
    "## The client",
    tableOf(membersOf(owner, "Client")),
    "## A channel",
    tableOf(membersOf(owner, "Channel")),
    "## Presence",
    tableOf(membersOf(owner, "Presence")),
    "## Notifications",
    tableOf(membersOf(owner, "NotificationList")),
    "## Options of a request",
    tableOf(membersOf(owner, "RequestOptions")),
  ]);
}

/** The notes of each release of `carillon`, the next one first: before it is published its text is the changeset's. */
function writeChangelog(): void {
  const published = join(docs, "../packages/carillon/CHANGELOG.md");
  const folder = join(docs, "../.changeset");
  const coming = readdirSync(folder)
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .filter((text) => /^"carillon": /m.test(text))
    .map((text) => text.replace(/^---\n.*?\n---\n/s, "").trim());
  write("reference/changelog.md", [
    "# Changelog",
    "All packages share one version.",
    ...(coming.length > 0 ? ["## Next: 0.1.0", ...coming] : []),
    existsSync(published)
      ? readFileSync(published, "utf8")
          .replace(/^# .*\n/, "")
          .trim()
      : "",
  ]);
}

function write(path: string, parts: readonly string[]): void {
  const file = join(docs, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `---\neditLink: false\nprev: false\nnext: false\n---\n\n${parts.filter((part) => part !== "").join("\n\n")}\n`,
  );
}

/** A line of the log, by the console logger in development. */
function lineOf(level: string, event: string, message: string): string {
  const shown = level.includes("{") ? "warn" : level;
  return `12:30:45.678 ${shown.toUpperCase().padEnd(5)} ${message} event=${event} ...`;
}

function levelsOf(levels: readonly string[]): string {
  return levels.map((name) => (name.includes("{") ? "of the failure" : `\`${name}\``)).join(" or ");
}

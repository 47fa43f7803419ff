import { applicationFile } from "../application/application.js";
import { checkApplication } from "../doctor/check-application.js";
import { checkModules } from "../doctor/check-modules.js";
import { checkSources } from "../doctor/check-sources.js";
import { checkVersions } from "../doctor/check-versions.js";
import type { Finding } from "../doctor/finding.js";
import { inWordsOf, packageManagerOf } from "../project/package-manager.js";
import { projectRoot } from "../project/project.js";
import { shown } from "../project/paths.js";
import { whileLong } from "../terminal/while-long.js";
import { painter } from "../terminal/terminal.js";
import type { Terminal } from "../terminal/terminal.js";
import type { CommandCall } from "./command.js";

/**
 * `carillon doctor`: looks for what is wrong with a project, and says what to do about each thing.
 *
 * @returns 1 with an error, or with a warning and `--strict`.
 */
export async function doctor({ args, options, terminal }: CommandCall): Promise<number> {
  const { cwd, out } = terminal;
  const root = projectRoot(cwd);
  const patient = { root, node: process.versions.node };
  const findings = [
    ...checkVersions(patient),
    ...checkModules(patient),
    ...(await applicationFindings()),
    ...checkSources(patient),
  ].map((finding) => inWords(finding, root));
  const count = (level: Finding["level"]): number =>
    findings.filter((finding) => finding.level === level).length;
  const errors = count("error");
  const warnings = count("warning");
  if (options["json"] === true) out(`${JSON.stringify({ errors, warnings, findings }, undefined, 2)}\n`);
  else out(report(findings, errors, warnings, terminal));
  return errors > 0 || (options["strict"] === true && warnings > 0) ? 1 : 0;

  async function applicationFindings(): Promise<Finding[]> {
    const [named] = args;
    try {
      const path = applicationFile(cwd, root, named as string | undefined);
      return await whileLong(terminal, `Loading ${shown(root, path)}`, checkApplication(patient, path));
    } catch (error) {
      if (named !== undefined) throw error;
      return [
        {
          level: "warning",
          message: "There is no routes/sockets file, so that the application was not looked at",
          mend: "carillon doctor src/server.ts",
        },
      ];
    }
  }
}

/** What to do about it, as the project's package manager is called. */
function inWords(finding: Finding, root: string): Finding {
  const { mend } = finding;
  return mend === undefined ? finding : { ...finding, mend: inWordsOf(packageManagerOf(root), mend) };
}

function report(findings: readonly Finding[], errors: number, warnings: number, terminal: Terminal): string {
  const paint = painter(terminal);
  const signs = { ok: paint("green", "✓"), warning: paint("yellow", "!"), error: paint("red", "✗") };
  const lines = findings.flatMap(({ level, message, mend, where }) => [
    `${signs[level]} ${message}${where === undefined ? "" : paint("dim", ` (${where})`)}`,
    ...(mend === undefined ? [] : [`    ${paint("cyan", mend)}`]),
  ]);
  const counted = [number(errors, "error"), number(warnings, "warning")]
    .filter((part) => part !== "")
    .join(", ");
  const end = counted === "" ? paint("green", "All is well.") : `${counted}.`;
  return `${[...lines, "", end].join("\n")}\n`;
}

function number(count: number, what: string): string {
  return count === 0 ? "" : `${count} ${what}${count === 1 ? "" : "s"}`;
}

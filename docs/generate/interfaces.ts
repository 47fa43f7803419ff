import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

const root = resolve(import.meta.dirname, "../..");

/** One member of an interface, as its sources describe it. */
export interface InterfaceMember {
  readonly name: string;
  readonly type: string;
  /** The text of its TSDoc, links replaced by their names. */
  readonly text: string;
}

/**
 * The members of an interface that a package exports, in their order.
 *
 * @param packageName - A folder of `packages`.
 */
export function membersOf(packageName: string, name: string): InterfaceMember[] {
  const found = sourcesOf(packageName)
    .flatMap(({ statements }) => [...statements])
    .find(
      (node): node is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(node) && node.name.text === name,
    );
  if (!found) throw new Error(`${packageName} has no interface ${name}`);
  return found.members.flatMap((member) => {
    if (!member.name) return [];
    const type = ts.isPropertySignature(member)
      ? (member.type?.getText() ?? "")
      : member.getText().slice(member.name.getText().length).replace(/;$/, "");
    return [{ name: member.name.getText(), type: oneLine(type), text: oneLine(textOf(member)) }];
  });
}

const sources = new Map<string, ts.SourceFile[]>();

function sourcesOf(packageName: string): ts.SourceFile[] {
  const known = sources.get(packageName);
  if (known) return known;
  const folder = join(root, "packages", packageName, "src");
  const found = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.includes(".test"))
    .map((file) => {
      const text = readFileSync(join(folder, file), "utf8");
      return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    });
  sources.set(packageName, found);
  return found;
}

/** A table of the members: their names, what they are, and what is said of them. */
export function tableOf(members: readonly InterfaceMember[], prefix = ""): string {
  const rows = members.map(({ name, type, text }) => {
    const shown = type.length > 70 ? "" : `<code v-pre>${escaped(type)}</code>`;
    return `| \`${prefix}${name}\` | ${text.replaceAll("|", "\\|")} | ${shown} |`;
  });
  return ["| name | what it is | type |", "| --- | --- | --- |", ...rows].join("\n");
}

function textOf(member: ts.TypeElement): string {
  return ts
    .getJSDocCommentsAndTags(member)
    .filter(ts.isJSDoc)
    .map(({ comment, tags }) => {
      const more = (tags ?? []).map(
        (tag) => `${labels[tag.tagName.text] ?? ""}${ts.getTextOfJSDocComment(tag.comment) ?? ""}`,
      );
      return [ts.getTextOfJSDocComment(comment) ?? "", ...more].join(" ");
    })
    .join(" ")
    .replaceAll(/\{@link ([^}|]+)[^}]*\}/g, "`$1`");
}

const labels: Readonly<Record<string, string>> = { returns: "Returns: ", throws: "Throws: " };

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("|", "&#124;");
}

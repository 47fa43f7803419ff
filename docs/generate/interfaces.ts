import { readFileSync } from "node:fs";
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
 * The members of an interface, in their order.
 *
 * @param file - Below the root of the repository.
 */
export function membersOf(file: string, name: string): InterfaceMember[] {
  const path = join(root, file);
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const found = source.statements.find(
    (node): node is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(node) && node.name.text === name,
  );
  if (!found) throw new Error(`${file} has no interface ${name}`);
  return found.members.flatMap((member) => {
    if (!member.name) return [];
    const type = ts.isPropertySignature(member)
      ? (member.type?.getText() ?? "")
      : member.getText().slice(member.name.getText().length).replace(/;$/, "");
    return [{ name: member.name.getText(), type: oneLine(type), text: oneLine(textOf(member)) }];
  });
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

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findFile } from "./find-file.js";
import { closingOf, maskText } from "./mask-text.js";
import type { SchemaLibrary } from "./project.js";

/** Where applications keep their contract. */
const usualFiles = ["contract", "shared/contract", "src/contract", "src/shared/contract", "app/contract"];

/** A file that defines a contract. */
export interface ContractFile {
  /** An absolute path. */
  readonly path: string;
  readonly text: string;
  /** The name that it is exported by; `"default"` for the default export. */
  readonly exportName: string;
  /** The schema library that the file itself imports. */
  readonly library: SchemaLibrary | undefined;
  /** Whether it types every route, by `interface Register`. */
  readonly isRegistered: boolean;
}

/**
 * Finds the contract of a project.
 *
 * @param named - An absolute path, where the user named one.
 * @returns `undefined` where no file with `defineContract({...})` is found.
 */
export function findContract(root: string, named?: string): ContractFile | undefined {
  const bases = named === undefined ? usualFiles.map((base) => join(root, base)) : [named];
  for (const base of bases) {
    const path = findFile(base);
    const file = path === undefined ? undefined : readContract(path);
    if (file !== undefined) return file;
  }
  return undefined;
}

function readContract(path: string): ContractFile | undefined {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, "utf8");
  const code = maskText(text);
  const named = /\bconst\s+([\w$]+)\s*=\s*defineContract\s*\(/.exec(code)?.[1];
  const exportName = named ?? (/\bexport\s+default\s+defineContract\s*\(/.test(code) ? "default" : undefined);
  if (exportName === undefined) return undefined;
  const library = /\b(?:from\s*|require\()["'](zod|valibot|arktype)(?:\/[\w-]+)?["']/.exec(code)?.[1];
  const isRegistered = /\binterface\s+Register\b/.test(code);
  return { path, text, exportName, library: library as SchemaLibrary | undefined, isRegistered };
}

/** Whether a contract has an entry of that name in one of its parts. */
export function hasEntry(text: string, part: ContractPart, name: string): boolean {
  const range = partOf(text, part);
  if (range === undefined) return false;
  const written = maskText(text).slice(range.open, range.close);
  const escaped = name.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
  return new RegExp(`(["'\`])${escaped}\\1\\s*:|(?<=[{,]\\s*)${escaped}\\s*:`).test(written);
}

/** The parts of a contract. */
export type ContractPart = "client" | "server" | "channels";

/**
 * Adds an entry to a contract.
 *
 * @param text - The file.
 * @param entry - Its source: `{ payload: z.string() }`.
 * @returns The new text, the same one where the entry is there, and `undefined` where the contract is not written as an
 * object in this file.
 */
export function addEntry(text: string, part: ContractPart, name: string, entry: string): string | undefined {
  if (hasEntry(text, part, name)) return text;
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const range = partOf(text, part);
  if (range !== undefined) {
    const inner = `${lineIndent(text, range.open)}${unit(text)}`;
    return insertLast(text, range, `${inner}${JSON.stringify(name)}: ${indented(entry, inner, end)},`, end);
  }
  const whole = contractObject(text);
  if (whole === undefined) return undefined;
  const outer = `${lineIndent(text, whole.open)}${unit(text)}`;
  const inner = `${outer}${unit(text)}`;
  const lines = [
    `${outer}${part}: {`,
    `${inner}${JSON.stringify(name)}: ${indented(entry, inner, end)},`,
    `${outer}},`,
  ];
  return insertLast(text, whole, lines.join(end), end);
}

interface Range {
  /** The place of `{`. */
  readonly open: number;
  /** The place of the `}` that closes it. */
  readonly close: number;
}

/** Puts lines before a closing brace, with a comma behind what stands there now. */
function insertLast(text: string, { open, close }: Range, lines: string, end: string): string {
  const code = maskText(text)
    .slice(open + 1, close)
    .trimEnd();
  const last = open + 1 + code.length;
  const comma = code.trim() === "" || code.endsWith(",") ? "" : ",";
  const rest = text.slice(last, close).trimEnd();
  return `${text.slice(0, last)}${comma}${rest}${end}${lines}${end}${lineIndent(text, open)}${text.slice(close)}`;
}

function contractObject(text: string): Range | undefined {
  const masked = maskText(text, { strings: true });
  const call = /\bdefineContract\s*\(\s*\{/.exec(masked);
  if (call === null) return undefined;
  const open = call.index + call[0].length - 1;
  const close = closingOf(masked, open);
  return close < 0 ? undefined : { open, close };
}

/** The object of `client: {...}` directly inside of the contract. */
function partOf(text: string, part: ContractPart): Range | undefined {
  const whole = contractObject(text);
  if (whole === undefined) return undefined;
  const masked = maskText(text, { strings: true });
  for (let at = whole.open + 1; at < whole.close; at++) {
    if ("([{".includes(masked.charAt(at))) at = Math.max(at, closingOf(masked, at));
    const key = new RegExp(`^${part}\\s*:\\s*\\{`).exec(masked.slice(at, whole.close));
    if (key === null || /[\w$]/.test(masked.charAt(at - 1))) continue;
    const open = at + key[0].length - 1;
    const close = closingOf(masked, open);
    return close < 0 ? undefined : { open, close };
  }
  return undefined;
}

function lineIndent(text: string, place: number): string {
  const start = text.lastIndexOf("\n", place) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? "";
}

function unit(text: string): string {
  return /\n(\t| {2,8})\S/.exec(text)?.[1] ?? "  ";
}

function indented(entry: string, indent: string, end: string): string {
  return entry.split("\n").join(`${end}${indent}`);
}

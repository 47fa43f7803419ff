import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findFile } from "../project/find-file.js";
import { maskText } from "../project/mask-text.js";
import { readAnyProject } from "../project/project.js";
import { shown } from "../project/paths.js";
import { readTsconfig } from "../project/tsconfig.js";
import type { Finding, Patient } from "./finding.js";

/** Looks at how the project's files become modules: Carillon is ES modules alone. */
export function checkModules({ root }: Patient): Finding[] {
  return [...checkType(root), ...checkTypeScript(root)];
}

function checkType(root: string): Finding[] {
  const { isEsm, language } = readAnyProject(root);
  const files = ["routes/sockets", "src/routes/sockets", "server", "src/server", "index", "src/index"]
    .map((base) => findFile(join(root, base)))
    .filter((path) => path?.endsWith(".js") === true);
  const written = files.find((path) => path !== undefined && isModuleCode(path));
  if (!isEsm && language === "js" && written !== undefined) {
    return [
      {
        level: "warning",
        message: `${shown(root, written)} is written with import, and package.json does not say that it is a module`,
        mend: '"type": "module" in package.json',
      },
    ];
  }
  const common = files.find(
    (path) => path !== undefined && /\brequire\(/.test(codeOf(path)) && !isModuleCode(path),
  );
  if (isEsm && common !== undefined) {
    return [
      {
        level: "error",
        message: `${shown(root, common)} is written with require(), and package.json says that it is an ES module`,
        mend: 'Write import, or take "type": "module" out of package.json: require("carillon") works, too',
      },
    ];
  }
  return [
    { level: "ok", message: isEsm ? "ES modules" : "CommonJS: require() gives the same instance as import" },
  ];
}

function checkTypeScript(root: string): Finding[] {
  const options = readTsconfig(root);
  if (options === undefined) return [];
  const { module = "", moduleResolution = "" } = options;
  if (
    /^(?:node|node10|classic)$/i.test(moduleResolution) ||
    (moduleResolution === "" && /^commonjs$/i.test(module))
  ) {
    return [
      {
        level: "error",
        message: `tsconfig.json resolves modules as Node 10 did, and so finds no types of carillon/testing and its like`,
        mend: '"module": "nodenext" in tsconfig.json; with a bundler "moduleResolution": "bundler"',
        where: "tsconfig.json",
      },
    ];
  }
  const { isEsm } = readAnyProject(root);
  if (!isEsm && /^node1[68]$/i.test(module)) {
    return [
      {
        level: "error",
        message: `"module": "${module}" refuses to import ES modules from CommonJS files (TS1471)`,
        mend: '"module": "nodenext" in tsconfig.json, or "type": "module" in package.json',
        where: "tsconfig.json",
      },
    ];
  }
  return [{ level: "ok", message: `TypeScript modules: ${module === "" ? "the default" : module}` }];
}

function isModuleCode(path: string): boolean {
  return /^\s*(?:import\s[^(]|export\s)/m.test(codeOf(path));
}

function codeOf(path: string): string {
  return existsSync(path) ? maskText(readFileSync(path, "utf8")) : "";
}

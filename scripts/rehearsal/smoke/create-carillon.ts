import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createProject, templates } from "create-carillon";
import { expect } from "./expect.js";

const folder = mkdtempSync(join(tmpdir(), "create-carillon-"));
try {
  for (const { name } of templates) {
    createProject({ folder: join(folder, name), template: name });
    const manifest = JSON.parse(readFileSync(join(folder, name, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    expect(/^\^\d+\.\d+\.\d+$/.test(manifest.dependencies["carillon"] ?? ""), `${name} asks for a release`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log("passed");

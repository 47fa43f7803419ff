import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { createProject, main, templates } from "create-carillon";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "create-carillon-"));
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

async function create(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ["", ""];
  const code = await main(args, {
    cwd,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    isInteractive: false,
  });
  return { code, out, err };
}

function manifestOf(folder: string): Record<string, Record<string, string>> {
  return JSON.parse(readFileSync(join(cwd, folder, "package.json"), "utf8")) as Record<
    string,
    Record<string, string>
  >;
}

describe("an application is made", () => {
  test.each(templates.map(({ name }) => name))("of the template %s", async (template) => {
    const { code, out, err } = await create("My Chat", "--template", template, "--pm", "pnpm");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain(`Made My Chat: the template ${template}, `);
    expect(out).toContain("Next:\n  cd My Chat\n  pnpm install\n  pnpm dev\n");
    const manifest = manifestOf("My Chat");
    expect(manifest["name"]).toBe("my-chat");
    expect(manifest["dependencies"]?.["carillon"]).toMatch(/^\^\d/);
    const files = readdirSync(join(cwd, "My Chat"));
    expect(files).toEqual(
      expect.arrayContaining([".gitignore", ".dockerignore", "Dockerfile", "README.md", "routes"]),
    );
    for (const { path, text } of textsOf(join(cwd, "My Chat"))) {
      expect(/\{\{\w+\}\}/.exec(text), path).toBeNull();
    }
  });

  test("with what pnpm reads in a file of its own, for pnpm alone", async () => {
    await create("app", "--pm", "pnpm");
    expect(readFileSync(join(cwd, "app/pnpm-workspace.yaml"), "utf8")).toBe(
      'overrides:\n  "ws": "^8.23.0"\nallowBuilds:\n  esbuild: false\n',
    );
    await create("other", "--pm", "npm");
    expect(existsSync(join(cwd, "other/pnpm-workspace.yaml"))).toBe(false);
  });

  test("by default in carillon-app, as a chat", async () => {
    await create();
    expect(existsSync(join(cwd, "carillon-app/shared/contract.ts"))).toBe(true);
  });

  test("in a folder that holds nothing but a repository", async () => {
    mkdirSync(join(cwd, "app/.git"), { recursive: true });
    expect((await create("app", "--template", "minimal")).code).toBe(0);
    expect(readdirSync(join(cwd, "app"))).toContain(".git");
  });

  test("with what both layers depend on", () => {
    createProject({ folder: join(cwd, "app"), template: "react", version: "^9.9.9" });
    expect(manifestOf("app")["dependencies"]).toMatchObject({
      carillon: "^9.9.9",
      express: "^5.3.0",
      react: "^19.3.0",
    });
  });
});

describe("one line, exit code 1 and nothing made", () => {
  test.each([
    [["app", "--template", "banana"], "--template is one of chat, minimal, react."],
    [["app", "--pm", "banana"], "--pm is one of npm, pnpm, yarn, bun."],
    [["app", "--banana"], "There is no option --banana."],
    [["app", "other"], '"other" is too much'],
  ])("%j", async (args, message) => {
    const { code, err } = await create(...args);
    expect([code, err]).toEqual([1, expect.stringMatching(/^create-carillon: [^\n]+\n$/)]);
    expect(err).toContain(message);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test("a folder that holds something", async () => {
    mkdirSync(join(cwd, "app"));
    writeFileSync(join(cwd, "app/mine.txt"), "mine");
    expect((await create("app")).err).toContain("is not empty: it holds mine.txt.");
    expect(readdirSync(join(cwd, "app"))).toEqual(["mine.txt"]);
  });
});

test("--help and --version", async () => {
  expect((await create("--help")).out).toContain("npm create carillon@latest [folder] -- [options]");
  expect((await create("--version")).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("the minimal application's own test passes", () => {
  const folder = join(cwd, "app");
  createProject({ folder, template: "minimal" });
  const { resolve } = createRequire(import.meta.url);
  mkdirSync(join(folder, "node_modules"));
  for (const name of ["carillon", "socket.io", "socket.io-client", "zod"]) {
    symlinkSync(dirname(resolve(`${name}/package.json`)), join(folder, "node_modules", name));
  }
  const args = ["--import", pathToFileURL(resolve("tsx")).href, "--conditions=@carillon/source", "--test"];
  const { status, stdout } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] },
  });
  expect([status, /# pass (\d+)/.exec(stdout)?.[1]]).toEqual([0, "3"]);
});

function* textsOf(folder: string): Generator<{ path: string; text: string }> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) yield { path, text: readFileSync(path, "utf8") };
  }
}

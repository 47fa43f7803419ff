import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inWordsOf, overrideOf, packageManagerOf } from "./package-manager.js";

test.each([
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["package-lock.json", "npm"],
] as const)("%s is of %s, in the folder of the project or above it", (file, manager) => {
  const root = mkdtempSync(join(tmpdir(), "carillon-manager-"));
  try {
    mkdirSync(join(root, "packages/shop"), { recursive: true });
    expect(packageManagerOf(root)).toBe("npm");
    writeFileSync(join(root, file), "");
    expect(packageManagerOf(root)).toBe(manager);
    expect(packageManagerOf(join(root, "packages/shop"))).toBe(manager);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test.each([
  ["npm install carillon socket.io", "pnpm add carillon socket.io"],
  ["Install a loader: npm install --save-dev tsx", "Install a loader: pnpm add -D tsx"],
  ["npm install", "pnpm install"],
  ["npm dedupe, and the same version range", "pnpm dedupe, and the same version range"],
])("%s is %s for pnpm, and stays for npm", (text, expected) => {
  expect(inWordsOf("pnpm", text)).toBe(expected);
  expect(inWordsOf("npm", text)).toBe(text);
});

test("each manager has its own place for overrides", () => {
  expect(overrideOf("npm", "ws", "^8.23.0")).toBe(
    '"overrides": { "ws": "^8.23.0" } in package.json, then npm install',
  );
  expect(overrideOf("pnpm", "ws", "^8.23.0")).toBe(
    'overrides: { "ws": "^8.23.0" } in pnpm-workspace.yaml, then pnpm install',
  );
  expect(overrideOf("yarn", "ws", "^8.23.0")).toBe(
    '"resolutions": { "ws": "^8.23.0" } in package.json, then yarn install',
  );
});

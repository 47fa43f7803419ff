import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

it("the README's figures are those of the committed results", () => {
  const script = join(import.meta.dirname, "figures.mjs");
  const { stderr } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
  expect(stderr).toBe("");
});

import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

/** Four thousand after as many to warm up; `pnpm --filter carillon churn` runs the twenty thousand of the figure. */
test("connections that come and go leave nothing behind", async () => {
  const child = spawn(
    process.execPath,
    ["--expose-gc", "--import", "tsx", "--conditions=@carillon/source", "churn-cycles.ts", "4000"],
    { cwd: import.meta.dirname, stdio: ["ignore", "pipe", "inherit"] },
  );
  const result = JSON.parse(await text(child.stdout)) as Record<string, unknown>;
  expect(result).toMatchObject({ cycles: 4_000, refused: 4_000, in: 4_000, out: 4_000, pending: 4_000 });
  expect(result).toMatchObject({ left: [0, 0, 0], members: 0, warnings: [] });
  expect(result["bytesPerCycle"]).toBeLessThan(150);
});

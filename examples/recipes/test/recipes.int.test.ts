import { resolve } from "node:path";
import { describe, it } from "vitest";
import { runExample } from "../../../scripts/run-example.js";

const folder = resolve(import.meta.dirname, "..");

describe("the recipes", () => {
  it.each(["chat", "live-query", "cursors", "job-progress", "ai-tokens", "multi-tenant"])(
    "%s: the client prints what its comments say",
    async (name) => {
      await runExample(`${folder}/${name}`);
    },
  );
});

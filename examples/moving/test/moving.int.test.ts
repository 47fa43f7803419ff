import { join, resolve } from "node:path";
import { describe, it } from "vitest";
import { runExample } from "../../../scripts/run-example.js";

const folder = resolve(import.meta.dirname, "..");

describe("moving from another layer", () => {
  it.each(["socket-io", "nestjs", "socket-controllers", "zod-sockets"])("%s: before", async (name) => {
    await runExample(join(folder, name), "before-");
  });

  it.each(["socket-io", "nestjs", "laravel-echo", "pusher", "socket-controllers", "zod-sockets"])(
    "%s: after",
    async (name) => {
      await runExample(join(folder, name), "after-");
    },
  );
});

import { expect, it } from "vitest";
import { startPostgres } from "../src/index.js";

it("refuses to start twice", async () => {
  await using postgres = await startPostgres();
  await expect(postgres.start()).rejects.toThrow("PostgreSQL is running already; stop() it first.");
});

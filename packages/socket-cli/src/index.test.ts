import { expect, test } from "vitest";
import * as cli from "./index.js";

test("what the package offers", () => {
  expect(Object.keys(cli).sort()).toEqual(["main", "runCli"]);
});

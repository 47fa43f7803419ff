import { expect, test } from "vitest";
import * as client from "./index.js";

test("what it exports", () => {
  expect(Object.keys(client).sort()).toEqual(["RequestError", "createClient"]);
});

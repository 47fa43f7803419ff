import { expect, it } from "vitest";
import * as surface from "./index.js";

it("exports what the README names, and nothing by accident", () => {
  expect(Object.keys(surface).sort()).toEqual([
    "carillonEngine",
    "compactConnections",
    "overlookListeners",
    "readDirectly",
    "writeDirectly",
  ]);
});

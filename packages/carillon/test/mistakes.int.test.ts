import { describe, expect, it } from "vitest";
import { configurationMistakes } from "./mistakes/configuration.js";
import { facadeMistakes } from "./mistakes/facade.js";
// @ts-expect-error -- JavaScript, where every argument compiles
import { javascriptMistakes } from "./mistakes/javascript.js";
import { toldOf } from "./mistakes/mistake.js";
import type { Mistake } from "./mistakes/mistake.js";
import { partMistakes } from "./mistakes/parts.js";
import { routeMistakes } from "./mistakes/routes.js";

const mistakes: readonly Mistake[] = [
  ...routeMistakes,
  ...facadeMistakes,
  ...configurationMistakes,
  ...partMistakes,
  ...(javascriptMistakes as readonly Mistake[]),
];

describe("what a mistake's author is told", () => {
  it.each(mistakes)("%s", async (_what, make, told) => {
    expect(await toldOf(make)).toBe(told);
  });
});

it("looks at as many mistakes as a newcomer made", () => {
  expect(mistakes.length).toBeGreaterThanOrEqual(350);
});

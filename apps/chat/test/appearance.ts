import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { source as axe } from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Where screenshots are kept; CI keeps the folder. */
export const screenshots = join(import.meta.dirname, "../../../node_modules/.cache/chat-screenshots");

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[];
}

/** Expects that axe finds nothing wrong with what the page shows now, contrast included. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  // Its own window is asked: a policy of the page that forbids inline scripts stands.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const { axe: loaded } = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    return (await loaded.run()).violations;
  });
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = "" }) => `${id}: ${String(target)} ${failureSummary}`),
  );
  expect.soft(found, state).toEqual([]);
}

/** Takes a picture of a state once nothing moves any more, and has axe look at it. */
export async function look(page: Page, variant: string, state: string): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    for (const animation of document.getAnimations())
      if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
  });
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${state}-${variant}.png`) });
  await expectAccessible(page, `${state} (${variant})`);
}

/** Expects that nothing is wider than its place, and that open panels are in sight. */
export async function expectNoOverflow(page: Page, what: string): Promise<void> {
  const wide = await page.evaluate(() => {
    const boxes = document.querySelectorAll(
      "html, main, aside, header, nav, footer, .messages, .composer, .panel",
    );
    return [...boxes].flatMap((box) => {
      const { left, right, width } = box.getBoundingClientRect();
      const name = `${box.tagName.toLowerCase()}.${box.className}`;
      if (width === 0 || getComputedStyle(box).visibility === "hidden") return [];
      if (box.matches(".panel") && (left < 0 || right > innerWidth)) return [`${name} is out of sight`];
      // A panel may reach over what is beside.
      if (box.querySelector(".panel") || box.scrollWidth <= box.clientWidth + 1) return [];
      const widest = [...box.querySelectorAll("*")].find(
        (inner) =>
          inner.getBoundingClientRect().right > right + 1 || inner.getBoundingClientRect().left < left - 1,
      );
      return [
        `${name} ${String(box.scrollWidth)} > ${String(box.clientWidth)}: ${widest?.outerHTML.slice(0, 120) ?? ""}`,
      ];
    });
  });
  expect.soft(wide, what).toEqual([]);
}

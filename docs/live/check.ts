import type { Browser, Page } from "playwright-core";

/** What the programs print as they stand. */
const expected = [
  ["server", "The event was refused"],
  ["ada", "here: Ada, Bob"],
  ["ada", "refused: too_long"],
  ["ada", 'answer: {"said":"message 1"}'],
  ["bob", "the board: forbidden_room"],
  ["bob", "live, Ada: message 1"],
] as const;

/**
 * Uses the live page as a visitor does: reads what the programs print, cuts Bob's network and restores it, changes the code, and writes
 * a mistake.
 *
 * @returns What is wrong.
 */
export async function checkLivePage(browser: Browser, url: string): Promise<string[]> {
  const page = await browser.newPage();
  try {
    await page.goto(url);
    for (const [part, text] of expected) await lineOf(page, part, text).waitFor();

    await page.getByRole("button", { name: "Cut the network" }).last().click();
    await lineOf(page, "bob", "status: waiting").waitFor();
    const answers = page.locator("#live-ada p", { hasText: "answer:" });
    await answers.nth((await answers.count()) + 1).waitFor();
    await page.getByRole("button", { name: "Restore the network" }).click();
    await lineOf(page, "bob", "missed, Ada: message").waitFor();

    const editor = page.getByRole("textbox");
    await editor.fill((await editor.inputValue()).replace("said: text", "heard: text"));
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await lineOf(page, "ada", 'answer: {"heard":"message 1"}').waitFor();

    await editor.fill("Route.socket(");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await lineOf(page, "server", "SyntaxError").waitFor();
    return [];
  } catch (error) {
    return [`the live page: ${String(error)}`];
  } finally {
    await page.close();
  }
}

function lineOf(page: Page, part: string, text: string): ReturnType<Page["locator"]> {
  return page.locator(`#live-${part} p`, { hasText: text }).first();
}

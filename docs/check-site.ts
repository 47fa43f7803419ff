// Looks at the built site in Chromium: pages fit a phone and a desktop, light and dark, load nothing from another host, and the search finds
// what readers look for. Links lead somewhere, texts can be read. Writes screenshots to the folder that is given; `--all` looks at every page.
import { createReadStream, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, resolve } from "node:path";
import { createRequire } from "node:module";
import { deadLinks } from "./dead-links.js";
import { checkLivePage } from "./live/check.js";
import { launchChromium } from "../scripts/chromium.js";

const site = resolve(import.meta.dirname, ".vitepress/dist");
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const isAll = process.argv.includes("--all");
const [screenshots] = process.argv.slice(2).filter((argument) => argument !== "--all");

const pages = isAll
  ? everyPage()
  : [
      "/",
      "/start/",
      "/start/live",
      "/start/tutorial/4-rooms",
      "/learn/events",
      "/learn/authentication",
      "/learn/channels",
      "/learn/delivery",
      "/client/",
      "/client/react",
      "/test/in-process",
      "/tools/metrics",
      "/run/many-nodes",
      "/run/trouble",
      "/run/security",
      "/cheat-sheet",
      "/recipes/ai-tokens",
      "/moving/socket-io",
      "/reference/benchmarks",
      "/reference/comparison",
      "/reference/configuration",
      "/api/socket-rooms",
      "/errors/E_CONFIG_KEY",
      "/logs/handshake_refused",
      "/security",
    ];

/** What a reader types, and the page that should be among the first five. */
const questions: readonly (readonly [words: string, page: string])[] = [
  ["jwt", "authentication"],
  ["E_UNKNOWN_GUARD", "E_UNKNOWN_GUARD"],
  ["handshake_refused", "handshake_refused"],
  ["nginx", "deploying"],
  ["typing whisper", "channels"],
  ["offline queue", "offline"],
  ["maxBufferedBytes", "configuration"],
  ["redis adapter", "many-nodes"],
  ["laravel echo", "laravel-echo"],
  ["FakeIo", "in-process"],
  ["too_many_requests", "codes"],
  ["unread notifications", "notifications"],
];

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const file = [pathname, `${pathname}.html`, `${pathname}index.html`]
    .map((path) => join(site, path))
    .find((path) => existsSync(path) && statSync(path).isFile());
  response.writeHead(file === undefined ? 404 : 200, {
    "content-type": `${types[extname(file ?? "")] ?? "text/plain"}; charset=utf-8`,
  });
  if (file === undefined) response.end();
  else createReadStream(file).pipe(response);
});
await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;

const problems: string[] = deadLinks(site);
const browser = await launchChromium();
try {
  const sights = [390, 1440].flatMap((width) => [look(width, "light"), look(width, "dark")]);
  await Promise.all(sights);
  const page = await browser.newPage();
  await page.goto(`${origin}/start/`, { waitUntil: "networkidle" });
  await page.keyboard.press("Control+k");
  const input = page.locator("#localsearch-input");
  await input.waitFor();
  for (const [words, expected] of questions) {
    await input.fill(words);
    await page.waitForTimeout(500); // the search waits for the last key itself
    const found = await page
      .locator("#localsearch-list a.result")
      .evaluateAll((links) => links.slice(0, 5).map((link) => link.getAttribute("href") ?? ""));
    console.log(`"${words}": ${found.join(", ")}`);
    if (!found.some((href) => href.includes(expected)))
      problems.push(`the search for "${words}" does not find ${expected}: ${found.join(", ") || "nothing"}`);
  }
  problems.push(...(await checkLivePage(browser, `${origin}/start/live`)));
} finally {
  await browser.close();
  server.close();
}
for (const problem of new Set(problems)) console.error(problem);
console.log(
  `${String(pages.length)} pages at two widths, light and dark; ${String(questions.length)} searches; ${String(new Set(problems).size)} problems`,
);
process.exitCode = problems.length > 0 ? 1 : 0;

/** Looks at every page at one width, in one scheme. */
async function look(width: number, colorScheme: "light" | "dark"): Promise<void> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  page.on("request", (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith("data:"))
      problems.push(`${request.url()} is asked of another host`);
  });
  page.on("pageerror", (error) => problems.push(`${page.url()}: ${error.message}`));
  for (const path of pages) {
    const answer = await page.goto(`${origin}${path}`, { waitUntil: "load" });
    await page.locator(".VPContent").waitFor();
    const where = `${path} at ${String(width)} px, ${colorScheme}`;
    if (!answer?.ok()) problems.push(`${where}: status ${String(answer?.status())}`);
    const { overflow, menu, broken } = await page.evaluate(() => ({
      overflow: document.documentElement.scrollWidth - window.innerWidth,
      menu: document.querySelector(".VPSidebar")?.getBoundingClientRect().width,
      broken: Array.from(document.images, ({ complete, naturalWidth, src }) =>
        complete && naturalWidth === 0 ? src : "",
      ).filter((src) => src !== ""),
    }));
    if (overflow > 0) problems.push(`${where}: ${String(overflow)} px wider than the window`);
    if (width > 1000 && menu !== undefined && menu < 250) {
      problems.push(`${where}: the menu is cut to ${String(menu)} px`);
    }
    for (const src of broken) problems.push(`${where}: the picture ${src} is broken`);
    if (isAll || width > 1000) {
      await page.addScriptTag({ path: axe });
      const weak = await page.evaluate(async () => {
        const { violations } = await (window as unknown as { axe: Axe }).axe.run(document, {
          runOnly: [
            "color-contrast",
            "image-alt",
            "link-name",
            "button-name",
            "heading-order",
            "document-title",
          ],
        });
        return violations.map(({ id, nodes }) => `${id} of ${nodes[0]?.html.slice(0, 120) ?? ""}`);
      });
      for (const what of weak) problems.push(`${where}: ${what}`);
    }
    if (screenshots !== undefined) {
      mkdirSync(screenshots, { recursive: true });
      const name = `${path.replaceAll(/\W+/g, "-").replace(/^-|-$/g, "") || "home"}-${String(width)}-${colorScheme}.png`;
      await page.screenshot({ path: join(screenshots, name), fullPage: false });
    }
  }
  await context.close();
}

/** The parts of axe that are used. */
interface Axe {
  run(
    where: Document,
    options: { readonly runOnly: readonly string[] },
  ): Promise<{
    readonly violations: readonly {
      readonly id: string;
      readonly nodes: readonly { readonly html: string }[];
    }[];
  }>;
}

/** Every page of the site; of the codes and log events, which are all made alike, a few. */
function everyPage(): string[] {
  const files = readdirSync(site, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".html"),
  );
  const paths = files
    .map((file) => `/${file.replace(/(index)?\.html$/, "")}`)
    .filter((path) => path !== "/404");
  const alike = paths.filter((path) => /^\/(errors|logs)\/./.test(path));
  return [...paths.filter((path) => !alike.includes(path)), ...alike.filter((_, index) => index % 12 === 0)];
}

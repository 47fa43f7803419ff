// The first pages of the READMEs, run unchanged in Chromium: the page without a bundler, and React built by Vite, both against
// the servers that stand beside them, from the packed packages.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, resolve } from "node:path";
import process from "node:process";
import { chromium } from "playwright-core";
import ts from "typescript";
import { build } from "vite";

const root = resolve(import.meta.dirname, "..");
const ports = join(import.meta.dirname, "first-examples-ports.mjs");
const types = { ".html": "text/html", ".js": "text/javascript" };

/** Opens both pages below `home`, where everything is installed. Returns what went wrong. */
export async function checkFirstPages(home) {
  const problems = [];
  for (const check of [vanillaPage, reactPage]) {
    try {
      problems.push(...(await check(home)));
    } catch (error) {
      problems.push(`${check.name}: ${error.stack}`);
    }
  }
  return problems;
}

async function vanillaPage(home) {
  const folder = project(
    home,
    "vanilla-page",
    "packages/socket-client/README.md",
    "A page without a bundler",
  );
  const server = await start(folder);
  const browser = await launch(server.port);
  try {
    const { page, problems } = await open(browser, "http://localhost:3000/");
    await page.waitForFunction(
      `document.title === "online" && document.body.textContent.includes("It is 20")`,
    );
    return problems.map((text) => `The page without a bundler: ${text}`);
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function reactPage(home) {
  const folder = project(home, "react-page", "packages/socket-react/README.md");
  writeFileSync(
    join(folder, "index.html"),
    '<div id="root"></div><script type="module" src="/main.tsx"></script>',
  );
  await build({ configFile: false, root: folder, logLevel: "error", build: { outDir: "dist" } });
  const server = await start(folder);
  // Another origin than the server's, as Vite's own.
  const pages = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    const file = join(folder, "dist", path === "/" ? "index.html" : path);
    response.setHeader("content-type", types[extname(file)] ?? "text/plain");
    try {
      response.end(readFileSync(file));
    } catch {
      response.writeHead(404).end();
    }
  });
  pages.listen(0, "127.0.0.1");
  await once(pages, "listening");
  const browser = await launch(server.port);
  try {
    const { page, problems } = await open(browser, `http://127.0.0.1:${pages.address().port}/`);
    await page.getByText("online, joined, 1 here").waitFor();
    await page.getByRole("button").click();
    await page.getByRole("listitem").getByText("Hello").waitFor();
    return problems.map((text) => `React's first example: ${text}`);
  } finally {
    await browser.close();
    await server.stop();
    pages.closeAllConnections();
    pages.close();
  }
}

/**
 * A folder with the files of one section of a README, by default of what stands ahead of all sections; TypeScript that Node is to run
 * is translated.
 */
function project(home, name, readme, title) {
  const section = readFileSync(join(root, readme), "utf8")
    .split(/^## /m)
    .find((text) => title === undefined || text.startsWith(`${title}\n`));
  if (section === undefined) throw new Error(`${readme} has no section "${title}".`);
  const folder = join(home, name);
  const blocks = section.matchAll(
    /^```\w+\n(?:\/\/|<!--) ([\w./-]+\.(?:[jt]sx?|html))(?: -->)?\n(.*?)^```$/gms,
  );
  for (const [, path, code] of blocks) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, code);
    if (!path.endsWith(".ts")) continue;
    const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
    writeFileSync(file.replace(/\.ts$/, ".js"), ts.transpileModule(code, { compilerOptions }).outputText);
  }
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  symlinkSync(join(home, "node_modules"), join(folder, "node_modules"));
  return folder;
}

async function start(folder) {
  const portFile = join(folder, "port");
  const child = spawn(process.execPath, ["--import", ports, "server.js"], {
    cwd: folder,
    env: { PATH: process.env.PATH, EXAMPLE_PORT_FILE: portFile, NO_COLOR: "1" },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => {
      throw new Error(`The server in ${folder} ended.`);
    }),
  ]);
  const stop = async () => {
    if (child.exitCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return { port: Number(readFileSync(portFile, "utf8")), stop };
}

/** The example's port 3000 is the one that its server got. */
function launch(port) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      `--host-resolver-rules=MAP localhost:3000 127.0.0.1:${port}`,
    ],
  });
}

async function open(browser, url) {
  const page = await browser.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(url);
  return { page, problems };
}

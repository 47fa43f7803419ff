import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build as bundle } from "esbuild";
import type { Plugin } from "esbuild";
import { build, defaultClientConditions } from "vite";
import type { TestProject } from "vitest/node";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What the browser tests share: built once, for all of their files. */
export interface BuiltChat {
  /** The folder of the page. */
  readonly page: string;
  /** The server in one file, which starts without compiling anything. */
  readonly server: string;
}

declare module "vitest" {
  interface ProvidedContext {
    chat: BuiltChat;
  }
}

/** Builds both before the first browser test, and removes them after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cache = join(root, "node_modules/.cache");
  await mkdir(cache, { recursive: true });
  // Inside of the package, where the server finds what is not in the bundle.
  const folder = await mkdtemp(join(cache, "browser-tests-"));
  const chat = { page: join(folder, "page"), server: join(folder, "server.mjs") };
  await Promise.all([buildPage(chat.page), bundleServer(chat.server)]);
  project.provide("chat", chat);
  return () => rm(folder, { recursive: true, force: true });
}

/** Builds the page as `pnpm build` does. */
async function buildPage(outDir: string): Promise<void> {
  const before = process.env["NODE_ENV"];
  process.env["NODE_ENV"] = "production"; // tests have set another one
  await build({
    configFile: `${root}vite.config.ts`,
    root: `${root}web`,
    mode: "production",
    logLevel: "warn",
    // On the sources of the packages, so that nothing has to be built before.
    resolve: { conditions: ["@carillon/source", ...defaultClientConditions] },
    build: { outDir, emptyOutDir: true },
  });
  process.env["NODE_ENV"] = before;
}

async function bundleServer(outfile: string): Promise<void> {
  await bundle({
    entryPoints: [`${root}server/main.ts`],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["@carillon/source"],
    plugins: [ownSourcesOnly],
    logLevel: "warning",
  });
}

/** Leaves the packages of others where they are installed. */
const ownSourcesOnly: Plugin = {
  name: "own-sources-only",
  setup: ({ onResolve, resolve }) => {
    onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...asked }) => {
      if (pluginData === "asked" || path.startsWith("node:") || /^(#|@carillon\/|carillon(\/|$))/.test(path))
        return undefined;
      const found = await resolve(path, { ...asked, pluginData: "asked" });
      return { ...found, external: true };
    });
  },
};

import { fileURLToPath } from "node:url";
import { build, defaultClientConditions } from "vite";

/** Builds the page as `pnpm build` does, into a folder of the test's own. */
export async function buildPage(outDir: string): Promise<void> {
  const root = fileURLToPath(new URL("..", import.meta.url));
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

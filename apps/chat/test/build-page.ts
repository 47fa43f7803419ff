import { fileURLToPath } from "node:url";
import { build } from "vite";

/** Builds the page as `pnpm build` does, into a folder of the test's own. */
export async function buildPage(outDir: string): Promise<void> {
  const root = fileURLToPath(new URL("..", import.meta.url));
  await build({
    configFile: `${root}vite.config.ts`,
    root: `${root}web`,
    mode: "production",
    logLevel: "warn",
    build: { outDir, emptyOutDir: true },
  });
}

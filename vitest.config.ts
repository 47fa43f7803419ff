import { availableParallelism } from "node:os";
import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";
import { decoratorsPlugin } from "./scripts/decorators.js";
import { readmeExamplesPlugin } from "./scripts/readme-examples.js";
import projects from "./vitest.workspace.js";

const conditions = ["@carillon/source", ...defaultServerConditions];

export default defineConfig({
  plugins: [readmeExamplesPlugin(), decoratorsPlugin()],
  // Tests run on the sources of every package, so nothing has to be built before.
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects,
    setupFiles: ["./vitest.setup.ts"],
    // By default one core is kept free, which on two of them makes one file wait for the other.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // A loaded machine is slow, and what is broken hangs: nothing between is worth a shorter limit.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**/*.ts"],
      exclude: ["**/*.test.ts", "**/*.test-d.ts", "**/index.ts"],
      reporter: ["text-summary", "json-summary"],
      thresholds: {
        "packages/socket-contract/src/**": { lines: 95 },
        "packages/socket-router/src/**": { lines: 95 },
      },
    },
  },
});

import type { Options } from "tsup";

/** What every package builds with: ESM alone; `tsc -b` writes the declarations. */
export const base: Options = {
  entry: ["src/index.ts"],
  format: "esm",
  target: "node20.19",
  platform: "node",
  clean: true,
  sourcemap: true,
  splitting: true,
  dts: false,
};

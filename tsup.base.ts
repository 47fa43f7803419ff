import type { Options } from "tsup";

/** What every package builds with: readable ESM, without maps; `tsc -b` writes the declarations. */
export const base: Options = {
  entry: ["src/index.ts"],
  format: "esm",
  target: "node20.19",
  platform: "node",
  clean: true,
  splitting: true,
  dts: false,
};

import { defineConfig } from "tsup";
import { base } from "../tsup.base.js";

export default defineConfig({
  ...base,
  entry: ["src/**/*.ts", "contenders/*.ts"],
  // Types are stripped and that is all: every package is measured as it is published, from its own `dist`.
  bundle: false,
});

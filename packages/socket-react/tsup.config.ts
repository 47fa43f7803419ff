import { defineConfig } from "tsup";
import { base } from "../../tsup.base.js";

export default defineConfig({
  ...base,
  platform: "neutral",
  target: "es2022",
  splitting: false,
  // Bundlers of server components read it: everything here runs in the browser, and renders on the server.
  banner: { js: '"use client";' },
});

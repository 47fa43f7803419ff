import { defineConfig } from "tsup";
import { base } from "../../tsup.base.js";

export default defineConfig({ ...base, platform: "neutral", target: "es2022", splitting: false });

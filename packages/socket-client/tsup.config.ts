import { defineConfig } from "tsup";
import { base } from "../../tsup.base.js";

export default defineConfig({
  ...base,
  // The second one is loaded at its first use; as an entry its name stays the same from release to release.
  entry: { index: "src/index.ts", "notification-keeper": "src/notifications/notification-keeper.ts" },
  platform: "neutral",
  target: "es2022",
});

import { defineConfig } from "tsup";
import { base } from "../../tsup.base.js";

export default defineConfig({
  ...base,
  entry: [
    "src/index.ts",
    "src/bin.ts",
    "src/contract.ts",
    "src/router.ts",
    "src/auth.ts",
    "src/rooms.ts",
    "src/scale.ts",
    "src/notifications.ts",
    "src/client.ts",
    "src/react.ts",
    "src/testing.ts",
  ],
});

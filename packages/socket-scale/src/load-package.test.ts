import { expect, it } from "vitest";
import { loadPackage } from "./load-package.js";

it("says what to install where a package is missing", () => {
  expect(() => loadPackage("no-such-adapter", 'scale.adapter "redis"')).toThrow(
    expect.objectContaining({
      code: "E_MISSING_PACKAGE",
      message: 'scale.adapter "redis" needs the package no-such-adapter: npm install no-such-adapter',
    }) as Error,
  );
});

import type { TestProjectConfiguration } from "vitest/config";

/** The test projects. `vitest.config.ts` hands them over, since Vitest 4 no longer reads this file. */
const projects: TestProjectConfiguration[] = [
  {
    extends: true,
    test: {
      name: "unit",
      include: [
        "packages/*/src/**/*.test.ts",
        "packages/*/test/**/*.int.test.ts",
        "apps/*/test/**/*.int.test.ts",
        "examples/*/test/**/*.int.test.ts",
        "examples/tutorial/7-test/*.test.ts",
        "scripts/*.test.ts",
      ],
    },
  },
  {
    extends: true,
    test: {
      name: "types",
      include: [],
      typecheck: {
        enabled: true,
        only: true,
        tsconfig: "./tsconfig.json",
        include: ["packages/*/**/*.test-d.ts"],
      },
    },
  },
  {
    extends: true,
    test: { name: "redis", include: ["packages/*/test/**/*.redis.test.ts"] },
  },
  {
    extends: true,
    test: { name: "postgres", include: ["packages/*/test/**/*.postgres.test.ts"] },
  },
  {
    extends: true,
    test: {
      name: "browser",
      include: ["apps/*/test/**/*.browser.test.ts", "packages/*/test/**/*.browser.test.ts"],
      globalSetup: ["apps/chat/test/build-chat.ts"],
    },
  },
];

export default projects;

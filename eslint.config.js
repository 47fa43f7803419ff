import eslint from "@eslint/js";
import prettier from "eslint-config-prettier";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

/** Which packages of ours each one may import; the table of ARCHITECTURE.md. */
export const importTable = {
  "socket-contract": ["socket-scrub"],
  "socket-scrub": [],
  "socket-router": ["socket-contract", "socket-scrub"],
  "socket-auth": ["socket-contract", "socket-scrub"],
  "socket-rooms": ["socket-contract", "socket-scrub"],
  "socket-notifications": ["socket-contract", "socket-scrub"],
  "socket-engine": [],
  "socket-scale": ["socket-contract", "socket-scrub"],
  "socket-facade": [
    "socket-contract",
    "socket-scrub",
    "socket-router",
    "socket-auth",
    "socket-rooms",
    "socket-notifications",
    "socket-engine",
    "socket-scale",
  ],
  "socket-telemetry": ["socket-contract"],
  "socket-client": ["socket-contract"],
  "socket-react": ["socket-client", "socket-contract"],
  "socket-testing": [
    "socket-contract",
    "socket-scrub",
    "socket-router",
    "socket-auth",
    "socket-rooms",
    "socket-notifications",
    "socket-facade",
    "socket-client",
  ],
  "socket-cli": ["socket-contract", "socket-scrub"],
  "create-carillon": [],
  carillon: [
    "socket-cli",
    "socket-client",
    "socket-react",
    "socket-contract",
    "socket-scrub",
    "socket-router",
    "socket-auth",
    "socket-rooms",
    "socket-notifications",
    "socket-engine",
    "socket-scale",
    "socket-facade",
    "socket-testing",
  ],
};

/** Where servers and clients are created; everywhere else Socket.IO is imported as a type. */
const mayRunSocketIo = ["socket-scale", "socket-facade", "socket-client", "socket-testing"];

export default defineConfig(
  {
    ignores: [
      "**/dist/",
      "**/node_modules/",
      "coverage/",
      "packages/carillon/test/seed/",
      "packages/create-carillon/templates/",
      // Installed beside the published packages and compiled there, by scripts/release-rehearsal.mjs.
      "scripts/rehearsal/smoke/",
      // Examples of the documentation, each with a contract of its own: scripts/readme-examples.test.ts checks their types.
      "examples/tutorial/[0-9]*/",
      "examples/{recipes,moving}/!(test)/",
      "examples/moving/users.ts",
      "docs/.vitepress/{cache,dist}/",
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  eslint.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-unused-vars": ["error", { ignoreUsingDeclarations: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      "@typescript-eslint/no-extraneous-class": ["error", { allowWithDecorator: true }],
      // `() => void f()` says that a result is not meant to be used, whether there is one or not.
      "@typescript-eslint/no-meaningless-void-operator": "off",
      // `RegisteredUser | null` is redundant only as long as no application has registered its user type.
      "@typescript-eslint/no-redundant-type-constituents": "off",
      "@typescript-eslint/no-import-type-side-effects": "error",
    },
  },
  ...Object.entries(importTable).map(([name, allowed]) => packageRules(name, allowed)),
  {
    files: ["**/*.test.ts", "**/*.test-d.ts", "**/test/**/*.{ts,tsx}"],
    rules: {
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/no-empty-function": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/only-throw-error": "off",
      "@typescript-eslint/prefer-promise-reject-errors": "off",
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-extraneous-class": "off",
    },
  },
  {
    files: ["**/*.{js,mjs}"],
    languageOptions: {
      globals: {
        console: "readonly",
        fetch: "readonly",
        process: "readonly",
        setTimeout: "readonly",
        structuredClone: "readonly",
        URL: "readonly",
      },
    },
  },
  prettier,
);

/** The imports of one package's sources: the table, and no files of another package. */
function packageRules(name, allowed) {
  const others = Object.keys(importTable).filter((other) => other !== name && !allowed.includes(other));
  const patterns = [
    { group: ["**/packages/**", "../../**"], message: "Import a package by its name, not by its files." },
    {
      group: ["@carillon/*/*", "!@carillon/socket-contract/server"],
      message: "Import a package itself, not its files.",
    },
  ];
  if (others.length > 0) {
    patterns.push({
      group: others.flatMap((other) =>
        other === "carillon" ? ["carillon", "carillon/*"] : [`@carillon/${other}`],
      ),
      message: `${name} may import ${allowed.join(", ") || "no other package"}; see ARCHITECTURE.md.`,
    });
  }
  if (!mayRunSocketIo.includes(name)) {
    patterns.push({
      group: ["socket.io", "socket.io-client"],
      allowTypeImports: true,
      message: "Socket.IO is the user's: import it as a type.",
    });
  }
  return {
    files: [`packages/${name}/src/**/*.ts`],
    ignores: ["**/*.test.ts", "**/*.test-d.ts"],
    rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns }] },
  };
}

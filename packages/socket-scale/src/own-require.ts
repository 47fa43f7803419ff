import { createRequire } from "node:module";

/**
 * `require`, as seen from this package.
 *
 * Imported as `#own-require`: where this package is compiled to CommonJS, as Jest does it, `import.meta` is a syntax error, and
 * `own-require.cjs` stands in.
 */
export const ownRequire: NodeJS.Require = createRequire(import.meta.url);

import { createRequire } from "node:module";

/**
 * `require`, as seen from this package; made when it is asked for, since a bundle for a page has no `node:module`.
 *
 * Imported as `#own-require`: where this package is compiled to CommonJS, as Jest does it, `import.meta` is a syntax error, and
 * `own-require.cjs` stands in.
 */
export function ownRequire(name: string): unknown {
  return createRequire(import.meta.url)(name);
}

// Bundles the worker of the live page: Carillon, Socket.IO and its client, with what they need of Node put in for a page.
import { writeFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build as bundle } from "esbuild";
import type { Plugin } from "esbuild";

const folder = import.meta.dirname;
const output = resolve(folder, "../public/live/sandbox.js");
/** What the worker may have, minified and gzipped. */
const maxBytes = 300_000;

/** What stands in for modules of Node and for `ws`, which are not in a page. */
const standIns: Readonly<Record<string, string>> = {
  events: createRequire(import.meta.url).resolve("events/"),
  stream: join(folder, "node/stream.ts"),
  http: join(folder, "node/http.ts"),
  diagnostics_channel: join(folder, "node/diagnostics-channel.ts"),
  async_hooks: join(folder, "node/async-hooks.ts"),
  crypto: join(folder, "node/crypto.ts"),
  "timers/promises": join(folder, "node/timers-promises.ts"),
  path: join(folder, "node/path.ts"),
  timers: join(folder, "node/globals.ts"),
  ws: join(folder, "node/ws.ts"),
};
/** What is never reached there: files, sockets, compression, and what loads or serves files. */
const absent =
  /^(node:)?(fs|zlib|url|https|net|tls|os|util|querystring|child_process|assert|module)$|^(node:fs\/promises|jiti|mime-db|mime-types)$/;

const forPages: Plugin = {
  name: "for-pages",
  setup(build) {
    build.onResolve({ filter: new RegExp(`^(node:)?(${Object.keys(standIns).join("|")})$`) }, ({ path }) => ({
      path: standIns[path.replace("node:", "")] ?? "",
    }));
    build.onResolve({ filter: absent }, ({ path }) => ({ path, namespace: "absent" }));
    build.onLoad({ filter: /.*/, namespace: "absent" }, ({ path }) => ({ contents: absentModule(path) }));
  },
};

/** A module each of whose functions says that it is not there. */
function absentModule(path: string): string {
  return `const absent = () => { throw new Error("A page has no ${path}"); };
module.exports = Object.create(new Proxy({}, { get: (_, name) => (name === "__esModule" ? undefined : absent) }));`;
}

/** Writes the worker, and fails where it is larger than a page should load. */
export async function buildSandbox(): Promise<{ readonly bytes: number }> {
  const { outputFiles } = await bundle({
    entryPoints: [join(folder, "sandbox.ts")],
    bundle: true,
    minify: true,
    format: "iife",
    platform: "browser",
    mainFields: ["browser", "module", "main"],
    conditions: ["@carillon/source"],
    target: "es2022",
    inject: [join(folder, "node/globals.ts")],
    define: {
      global: "globalThis",
      "import.meta.url": '"file:///"',
      "process.env.NODE_ENV": '"development"',
    },
    plugins: [forPages],
    write: false,
    logLevel: "error",
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  const bytes = gzipSync(code, { level: 9 }).length;
  if (bytes > maxBytes)
    throw new Error(`The live page has ${String(bytes)} bytes, gzipped: more than ${String(maxBytes)}`);
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, code);
  return { bytes };
}

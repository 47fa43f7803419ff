// One small application, tested by its own tests with Vitest, Jest and node:test, on what npm installs from the tarballs.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

const routes = `import { Route, Socket } from "carillon";

Socket.guard("api", () => null);
Socket.use("auth:socket");
Route.socket("orders:ship", async (socket, { id }) => {
  await Socket.broadcast(\`orders.\${id}\`, "order:shipped", { id });
  return { shipped: true };
}, { middleware: "throttle:1,1m" });
`;

const tests = `import { createFakeClient, testRealtime } from "carillon/testing";
import "./routes.js";

for (const network of ["memory", "port"]) {
  test(\`an order is shipped, \${network}\`, async () => {
    const t = await testRealtime({ network });
    const ada = await t.as({ id: 42 }).connect();
    await ada.expect("orders:ship", { id: 7 }).toReply({ shipped: true });
    await t.assertBroadcast("orders.7", "order:shipped", { id: 7 });
    await ada.expect("orders:ship", { id: 7 }).toFail({ code: "too_many_requests" });
    await t.clock.advance("1m");
    await ada.expect("orders:ship", { id: 7 }).toReply();
    await t.connect().toFail({ code: "unauthenticated" });
    await t.close();
  });
}

test("a page asks, and is answered", async () => {
  const client = createFakeClient({ "orders:create": () => ({ id: 7 }) });
  const { id } = await client.request("orders:create", {});
  if (id !== 7) throw new Error("another answer");
  await client.close();
});
`;

/** What each runner needs beside the tests: its package, how it is called, and what passed in its words. */
const runners = {
  vitest: {
    install: { vitest: "^4.0.0" },
    imports: 'import { test } from "vitest";\n',
    file: "orders.test.js",
    args: ["node_modules/vitest/vitest.mjs", "run"],
    passed: /Tests\s+3 passed/,
  },
  jest: {
    install: { jest: "^30.0.0" },
    imports: "",
    file: "orders.test.js",
    // The one line that Jest needs for ES modules.
    args: ["--experimental-vm-modules", "node_modules/jest/bin/jest.js"],
    passed: /Tests:\s+3 passed/,
  },
  "jest-commonjs": {
    install: { jest: "^30.0.0", "@babel/core": "^7.0.0", "@babel/preset-env": "^7.0.0" },
    imports: "",
    file: "orders.test.js",
    args: ["node_modules/jest/bin/jest.js"],
    passed: /Tests:\s+3 passed/,
    manifest: {
      type: "commonjs",
      // The one line that Jest needs for CommonJS.
      jest: { transformIgnorePatterns: ["node_modules/(?!.*(carillon|jose|uuid))"] },
    },
    files: {
      "babel.config.js":
        'module.exports = { presets: [["@babel/preset-env", { targets: { node: "current" } }]] };\n',
    },
  },
  "node:test": {
    install: {},
    imports: 'import { test } from "node:test";\n',
    file: "orders.test.js",
    args: ["--test"],
    passed: /# pass 3\b|pass 3\b/,
  },
};

/**
 * @param folder - Where the samples are made.
 * @param tarballs - Where each of our packages is, by name.
 * @param npmInstall - Installs dependencies in a folder.
 * @returns What did not pass.
 */
export function checkRunnerSamples(folder, tarballs, npmInstall) {
  const problems = [];
  for (const [name, runner] of Object.entries(runners)) {
    const { install, imports, file, args, passed, manifest: own = {}, files = {} } = runner;
    const home = join(folder, `runner-${name.replace(":", "-")}`);
    mkdirSync(home);
    const common = { "socket.io": "^4.8.0", "socket.io-client": "^4.8.0" };
    npmInstall(home, { carillon: tarballs.carillon, ...common, ...install }, tarballs);
    const manifest = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
    writeFileSync(join(home, "package.json"), JSON.stringify({ ...manifest, type: "module", ...own }));
    for (const [path, text] of Object.entries(files)) writeFileSync(join(home, path), text);
    writeFileSync(join(home, "routes.js"), routes);
    writeFileSync(join(home, file), imports + tests);
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: home,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
      timeout: 120_000,
    });
    const output = stdout + stderr;
    if (status !== 0 || !passed.test(output)) problems.push(`the sample for ${name} failed:\n${output}`);
    else console.log(`${name}: 3 tests of the sample passed.`);
  }
  return problems;
}

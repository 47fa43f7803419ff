import { describe, expect, test } from "vitest";
import { project } from "./project.js";

/** Packages as they would be installed. */
function installed(packages: Readonly<Record<string, string | object>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(packages).map(([path, manifest]) => [
      `node_modules/${path}/package.json`,
      JSON.stringify(typeof manifest === "string" ? { version: manifest } : manifest),
    ]),
  );
}

const healthy = {
  carillon: { version: "0.1.0", dependencies: { "@carillon/socket-contract": "^0.1.0" } },
  "@carillon/socket-contract": "0.1.0",
  "socket.io": "4.8.4",
  "engine.io": "6.6.4",
  "socket.io-parser": "4.2.7",
  ws: "8.23.0",
};

async function findingsOf(files: Record<string, string>): Promise<{ code: number; found: string[] }> {
  using folder = project(files);
  const { code, out } = await folder.run("doctor", "--json");
  const { findings } = JSON.parse(out) as { findings: { level: string; message: string; mend?: string }[] };
  const found = findings
    .filter(({ level }) => level !== "ok")
    .map(({ level, message }) => `${level}: ${message}`);
  return { code, found: found.filter((line) => !line.includes("no routes/sockets file")) };
}

test("a healthy project", async () => {
  expect(await findingsOf(installed(healthy))).toEqual({ code: 0, found: [] });
});

describe("what is installed", () => {
  test.each([
    ["nothing", {}, "error: carillon is in package.json and not installed"],
    ["no socket.io", { ...healthy, "socket.io": undefined }, "error: socket.io is missing"],
    ["an old socket.io", { ...healthy, "socket.io": "4.7.5" }, "error: socket.io 4.7.5 is not ^4.8.0"],
    ["an old ws", { ...healthy, ws: "8.21.0" }, "warning: ws 8.21.0 can be exhausted by a flood of pings"],
    [
      "an old parser",
      { ...healthy, "socket.io-parser": "4.2.4" },
      "warning: socket.io-parser 4.2.4 takes any number",
    ],
    [
      "versions that differ",
      { ...healthy, "@carillon/socket-contract": "0.2.0" },
      "warning: Carillon's packages have different versions: carillon 0.1.0, @carillon/socket-contract 0.2.0",
    ],
    [
      "two copies of the contract",
      {
        ...healthy,
        carillon: {
          version: "0.1.0",
          dependencies: { "@carillon/socket-contract": "^0.1.0", "@carillon/socket-facade": "^0.1.0" },
        },
        "@carillon/socket-facade": {
          version: "0.1.0",
          dependencies: { "@carillon/socket-contract": "^0.1.0" },
        },
        "@carillon/socket-facade/node_modules/@carillon/socket-contract": "0.1.0",
      },
      "error: There are 2 copies of @carillon/socket-contract",
    ],
  ])("%s", async (_what, packages, message) => {
    const there = Object.fromEntries(
      Object.entries(packages).filter(([, value]) => value !== undefined),
    ) as Record<string, string>;
    const { code, found } = await findingsOf(installed(there));
    expect(found).toEqual([expect.stringContaining(message)]);
    expect(code).toBe(message.startsWith("error") ? 1 : 0);
  });
});

describe("how modules are made", () => {
  test.each([
    [
      "import in CommonJS",
      {
        "package.json": '{ "dependencies": { "carillon": "*" } }',
        "server.js": 'import "carillon";\nimport x from "y";',
      },
      "warning: server.js is written with import",
    ],
    [
      "require in an ES module",
      { "server.js": 'const { Route } = require("carillon");' },
      "error: server.js is written with require()",
    ],
    [
      "the module resolution of Node 10",
      { "tsconfig.json": '{ "compilerOptions": { "module": "commonjs" } } // old' },
      "error: tsconfig.json resolves modules as Node 10 did",
    ],
    [
      "node16 and CommonJS",
      {
        "package.json": '{ "dependencies": { "carillon": "*" } }',
        "base.json": '{ "compilerOptions": { "module": "Node16" } }',
        "tsconfig.json": '{ "extends": "./base.json" }',
      },
      'error: "module": "Node16" refuses to import ES modules',
    ],
  ])("%s", async (_what, files, message) => {
    expect((await findingsOf({ ...installed(healthy), ...files })).found).toEqual([
      expect.stringContaining(message),
    ]);
  });
});

test("for people, with what to do; --strict fails for a warning", async () => {
  using folder = project({
    ...installed({ ...healthy, ws: "8.21.0" }),
    "app/a.js": "socket.join(payload.room);",
  });
  const { code, out } = await folder.run("doctor");
  expect(code).toBe(0);
  expect(out)
    .toContain(`! ws 8.21.0 can be exhausted by a flood of pings; servers that Socket.attach creates use one of their own
    "overrides": { "ws": "^8.23.0" } in package.json, then npm install
`);
  expect(out).toContain("(app/a.js:1)\n    await socket.joinRoom(room)");
  expect(out).toMatch(/\n3 warnings\.\n$/);
  expect((await folder.run("doctor", "--strict")).code).toBe(1);
});

test("says what to do as the project's package manager does it", async () => {
  using folder = project({ ...installed({ ...healthy, ws: "8.21.0" }), "pnpm-lock.yaml": "" });
  expect((await folder.run("doctor")).out).toContain(
    '    overrides: { "ws": "^8.23.0" } in pnpm-workspace.yaml, then pnpm install\n',
  );
  using empty = project({ "package.json": "{}", "pnpm-lock.yaml": "" });
  expect((await empty.run("make:guard", "ApiGuard")).err).toBe(
    "carillon: Carillon is not installed here: pnpm add carillon socket.io\n",
  );
});

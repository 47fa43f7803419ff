// Rehearses a release: `pnpm release:rehearse`. Publishes a copy of the repository to a registry on the loopback as the release workflow
// does, installs every package from there as users do, and runs it in each form and on each runtime that npm has. With `--quick`,
// which CI runs, it takes what is built already, and tries the umbrella and one new application on this Node.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { installConsumer, trials, writeSmoke } from "./rehearsal/consumer.mjs";
import { tryCreated } from "./rehearsal/created.mjs";
import { companions } from "./rehearsal/packages.mjs";
import { run, stopAll } from "./rehearsal/processes.mjs";
import { checkPublished, checkWeight, loadEverything } from "./rehearsal/published.mjs";
import { startRegistry } from "./rehearsal/registry.mjs";
import { prepare, release } from "./rehearsal/release.mjs";
import { installRuntime, ownRuntime, runtimeNames } from "./rehearsal/runtimes.mjs";

const isQuick = process.argv.includes("--quick");
const folder = mkdtempSync(join(tmpdir(), "carillon-rehearsal-"));
const failures = [];
/** What the open changesets make of the last one; all packages share it. */
let version;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => {
    takeDown();
    process.exit(1);
  });
}
try {
  console.log("| what | with | result | seconds |\n| --- | --- | --- | --- |");
  await rehearse();
} catch (error) {
  failures.push(error);
} finally {
  takeDown();
}
for (const { message } of failures) console.error(`\n✗ ${message}`);
if (failures.length > 0) process.exit(1);
console.log(`\nThe release of ${version} was rehearsed.`);

async function rehearse() {
  const repository = join(folder, "repository");
  const env = { ...process.env, CI: "true" };
  const registry = await needed("a registry", "verdaccio, 127.0.0.1", () =>
    startRegistry(join(folder, "registry")),
  );
  await needed("a copy of the repository", "pnpm install", () =>
    prepare(repository, { isBuilt: isQuick, env }),
  );
  await needed(
    `${Object.keys(companions).length} packages published`,
    "changeset version, changeset publish",
    () => release(repository, { isBuilt: isQuick, env, registry: registry.publishing }),
  );
  ({ version } = JSON.parse(readFileSync(join(repository, "packages/carillon/package.json"), "utf8")));
  await row("versions, ranges, changelogs", "the registry", () =>
    checkPublished(repository, version, registry.url),
  );
  await tryUmbrella(registry.installing);
  if (isQuick) {
    await alone("carillon", "npm", [ownRuntime], registry.installing, { isTyped: false });
    await created("minimal", "npm", registry.installing);
    return;
  }
  const runtimes = await runtimesOf({ ...env, npm_config_cache: join(folder, "runtimes-cache") });
  for (const manager of ["npm", "pnpm"]) {
    for (const name of Object.keys(companions)) {
      await alone(name, manager, manager === "npm" ? runtimes : [ownRuntime], registry.installing);
    }
    for (const template of ["chat", "minimal", "react"])
      await created(template, manager, registry.installing);
  }
}

/** What a first install brings, then all packages beside each other. */
async function tryUmbrella(env) {
  const home = join(folder, "umbrella");
  mkdirSync(home);
  writeFileSync(join(home, "package.json"), '{ "name": "user", "private": true }');
  await row("npm install carillon socket.io", "npm", async () => {
    await run("npm", ["install", "carillon", "socket.io"], { cwd: home, env });
    return checkWeight(home);
  });
  await row("every path of every package", "npm: import, require()", async () => {
    const peers = ["socket.io-client", "react", "jiti", "@opentelemetry/api"];
    await run("npm", ["install", ...Object.keys(companions), ...peers], { cwd: home, env });
    return loadEverything(home, env);
  });
}

async function runtimesOf(env) {
  const found = [];
  for (const name of runtimeNames) {
    await row(name, "npm", async () => {
      found.push(await installRuntime(name, join(folder, "runtimes", name.replace(" ", "-")), env));
      return found.at(-1).name;
    });
  }
  return found;
}

/** One package in a folder of its own, in every form. */
async function alone(name, manager, runtimes, env, { isTyped } = { isTyped: true }) {
  const home = join(folder, manager, name.replace("@carillon/", ""));
  const on = runtimes.map((runtime) => runtime.name).join(", ");
  const types = isTyped ? "; types as nodenext and bundler" : "";
  await row(name, `${manager}: import and require() on ${on}${types}`, async () => {
    await installConsumer(home, name, manager, env);
    writeSmoke(home, name);
    await inPool(trials(home, { runtimes, isTyped, env }));
  });
}

async function created(template, manager, env) {
  await row(`${manager} create carillon: ${template}`, "install, build, test, doctor, start, talk", () =>
    tryCreated(join(folder, manager, `created-${template}`), { template, manager, version, env }),
  );
}

/** Runs as many at once as there are processors. Fails with all that failed. */
async function inPool(tasks) {
  const problems = [];
  const left = [...tasks];
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      for (let task = left.shift(); task !== undefined; task = left.shift()) {
        const { form, tries } = task;
        await tries().catch(({ message }) => problems.push(`${form}: ${message}`));
      }
    }),
  );
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

/** A row of the table; what went wrong is told below it. */
async function row(what, by, does) {
  const begin = performance.now();
  try {
    const result = await does();
    print(typeof result === "string" ? result : "passes");
    return result;
  } catch (error) {
    print("**fails**");
    failures.push(new Error(`${what} (${by})\n${error.message}`));
    return undefined;
  }

  function print(result) {
    console.log(`| ${what} | ${by} | ${result} | ${((performance.now() - begin) / 1000).toFixed(1)} |`);
  }
}

/** A row without which there is no other. */
async function needed(what, by, does) {
  const before = failures.length;
  const result = await row(what, by, does);
  if (failures.length > before) throw new Error("The rehearsal ends here.");
  return result;
}

function takeDown() {
  stopAll();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

// Makes sure of the programs that the tests start: Chromium, Redis and PostgreSQL. Installs Debian's packages where it may, else
// says what to install and stops: no test is skipped silently.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";

/** Program → Debian package. */
const needed = {
  chromium: "chromium",
  "redis-server": "redis-server",
  initdb: "postgresql",
  openssl: "openssl",
};

const missing = Object.entries(needed).filter(([program]) => !isInstalled(program));
if (missing.length > 0) {
  const packages = missing.map(([, name]) => name);
  const command = `apt-get install -y --no-install-recommends ${packages.join(" ")}`;
  if (process.getuid?.() === 0 && isInstalled("apt-get")) {
    console.log(`Installing what the tests need: ${packages.join(", ")}`);
    run("apt-get", ["update", "-q"]);
    run("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...packages]);
  }
  if (missing.some(([program]) => !isInstalled(program))) {
    console.error(`The tests need ${packages.join(" and ")}. On Debian or Ubuntu: sudo ${command}`);
    process.exit(1);
  }
}

function isInstalled(program) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return [...folders, "/usr/bin", "/usr/sbin", ...postgresFolders()].some((folder) =>
    existsSync(join(folder, program)),
  );
}

/** Debian keeps a folder for each version, out of the path. */
function postgresFolders() {
  const debian = "/usr/lib/postgresql";
  return existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, "bin")) : [];
}

function run(program, args) {
  spawnSync(program, args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}

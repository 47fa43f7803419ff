import { execFile, spawn, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { UsageError } from "@carillon/socket-contract/server";
import { endChild, endWithUs, freePort, hasEnded } from "./child-server.js";
import { waitFor } from "../waiting/wait-for.js";

/** A PostgreSQL server of the test's own, on a free loopback port, with its data in a temporary folder. */
export interface TestPostgres extends AsyncDisposable {
  /** `postgres://postgres@127.0.0.1:<port>/postgres`. */
  readonly url: string;
  /** The port; it stays the same when the server is started again. */
  readonly port: number;
  /** Starts it again, with what it held, after {@link stop}. */
  start(): Promise<void>;
  /** Shuts it down at once; connections break. */
  stop(): Promise<void>;
  /** Stops it for good and deletes its data. `await using` calls it. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a real PostgreSQL server.
 *
 * It refuses to run as root; started by root it runs as the user `postgres`, which the Debian package makes.
 *
 * @returns The running server; disposing it stops it.
 * @throws If PostgreSQL is not installed, with the command that installs it.
 * @example
 * ```ts
 * import { startPostgres } from "@carillon/socket-testing";
 *
 * await using postgres = await startPostgres();
 * console.log(postgres.url); // for new Pool({ connectionString: postgres.url }) of pg
 * ```
 */
export async function startPostgres(): Promise<TestPostgres> {
  const programs = findPrograms();
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "carillon-postgres-"));
  const user = await ownerOf(folder);
  let running: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    if (running !== undefined)
      throw new UsageError("E_ALREADY_RUNNING", "PostgreSQL is running already; stop() it first.");
    running = await launch(join(programs, "postgres"), port, folder, user);
  };
  const stop = async (): Promise<void> => {
    const child = running;
    running = undefined;
    if (child !== undefined) await endChild(child, "SIGINT");
  };
  const dispose = async (): Promise<void> => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  };

  try {
    const options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"];
    await run(join(programs, "initdb"), ["--pgdata", folder, ...options], { ...user, cwd: folder });
    await start();
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    port,
    start,
    stop,
    [Symbol.asyncDispose]: dispose,
  };
}

interface User {
  readonly uid?: number;
  readonly gid?: number;
}

const run = promisify(execFile);

async function launch(program: string, port: number, folder: string, user: User): Promise<ChildProcess> {
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"];
  const child = spawn(
    program,
    ["-D", folder, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
    { ...user, cwd: folder, stdio: ["ignore", "ignore", "pipe"] },
  );
  endWithUs(child);
  let output = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  await waitFor(() => hasEnded(child) || output.includes("ready to accept connections"), 30_000);
  if (hasEnded(child)) throw new Error(`postgres ended at once:\n${output}`);
  return child;
}

/** Debian keeps the server's programs out of the path, in a folder for each version. */
function findPrograms(): string {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, "bin")),
    ...(process.env["PATH"] ?? "").split(delimiter),
  ];
  const found = folders.find((folder) => existsSync(join(folder, "initdb")));
  if (found !== undefined) return found;
  throw new UsageError(
    "E_PROGRAM_MISSING",
    "PostgreSQL is not installed. On Debian or Ubuntu: apt-get install postgresql",
  );
}

/** Whom the server runs as: this process's user, but never root. */
async function ownerOf(folder: string): Promise<User> {
  if (process.getuid?.() !== 0) return {};
  const idOf = async (option: string): Promise<number> =>
    Number((await run("id", [option, "postgres"])).stdout);
  const user = { uid: await idOf("-u"), gid: await idOf("-g") };
  await chown(folder, user.uid, user.gid);
  return user;
}

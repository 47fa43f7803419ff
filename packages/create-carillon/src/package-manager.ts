import { spawn } from "node:child_process";
import { once } from "node:events";
import { CreateError } from "./create-error.js";

/** Package managers that are known. */
export type PackageManager = "npm" | "pnpm" | "yarn" | "bun";

/** All of them. */
export const packageManagers: readonly PackageManager[] = ["npm", "pnpm", "yarn", "bun"];

/** The one that started this process. */
export function currentPackageManager(
  agent: string = process.env["npm_config_user_agent"] ?? "",
): PackageManager {
  return packageManagers.find((name) => agent.startsWith(`${name}/`)) ?? "npm";
}

/** How a script of the new application is run: `npm run dev`. */
export function runScript(manager: PackageManager, script: string): string {
  return manager === "npm" && script !== "test" && script !== "start"
    ? `npm run ${script}`
    : `${manager} ${script}`;
}

/**
 * Installs what the application depends on; what the package manager prints is shown.
 *
 * @throws CreateError when it fails or is not there.
 */
export async function install(manager: PackageManager, folder: string): Promise<void> {
  // On Windows they are scripts, which only a shell runs.
  const child = spawn(manager, ["install"], {
    cwd: folder,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  const code = await Promise.race([
    once(child, "exit").then(([status]) => status as number | null),
    once(child, "error").then(([error]) => (error as Error).message),
  ]);
  if (code !== 0) {
    const reason = typeof code === "string" ? code : `exit code ${code ?? "none"}`;
    throw new CreateError(
      `${manager} install failed: ${reason}. The application is there; install it yourself.`,
    );
  }
}

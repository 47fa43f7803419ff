import type { Project } from "../project/project.js";
import { exportDefault, importLines, source } from "./syntax.js";

/** The source of a new routes file, to which the registrations are added. */
export function routesSource({ hasGuard }: { readonly hasGuard: boolean }, project: Project): string {
  const names = hasGuard ? ["Route", "Socket"] : ["Route"];
  const imports = importLines([{ from: project.packageName, names }], project);
  return source(imports, hasGuard ? 'Socket.use("auth:socket");' : "");
}

/** The source of a configuration file. */
export function configSource(
  { guard, contract }: { readonly guard: string | undefined; readonly contract: string | undefined },
  project: Project,
): string {
  const imports = importLines(
    [
      { from: project.packageName, names: ["defineSocketsConfig"] },
      ...(contract === undefined ? [] : [{ from: contract, names: ["contract"] }]),
    ],
    project,
  );
  const lines = [
    ...(contract === undefined ? [] : ["  contract,"]),
    guard === undefined
      ? "  // Anyone may connect.\n  auth: { required: false },"
      : `  // Only users whom the guard knows may connect.\n  auth: { guard: "${guard}", required: true },`,
  ];
  return source(
    imports,
    exportDefault(`defineSocketsConfig({\n${lines.join("\n")}\n})`, project).replace(/\)$/, ");"),
  );
}

import { withApplication } from "../application/application.js";
import type { Application } from "../application/application.js";
import type { ConfigShape, ManagerShape } from "../application/shapes.js";
import { CliError } from "../cli-error.js";
import { shown } from "../project/paths.js";
import type { Finding, Patient } from "./finding.js";
import { installedAt } from "./installed.js";

/** Loads the application and looks at its routes, its channels and its configuration. */
export async function checkApplication({ root }: Patient, path: string): Promise<Finding[]> {
  try {
    return await withApplication(path, root, async (application) => [
      ...summary(application),
      ...(await bootFindings(application)),
      ...limitTraps(application.config),
      ...missingAdapters(application.config, root),
    ]);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return [{ level: "error", message: error.message, where: shown(root, path) }];
  }
}

function summary({ name, routers, contract }: Application): Finding[] {
  const routes = routers.flatMap((router) => [...router.routes()]).filter(({ builtIn }) => builtIn !== true);
  const channels = routers.flatMap((router) => [...(router.channels?.list() ?? [])]);
  const parts = [
    `${routes.length} route${routes.length === 1 ? "" : "s"}`,
    `${channels.length} channel${channels.length === 1 ? "" : "s"}`,
  ];
  return [
    {
      level: "ok",
      message: `${name} loads: ${parts.join(", ")}${contract === undefined ? "" : ", a contract"}`,
    },
  ];
}

/** What the application itself would find at boot, and our own look where it cannot know or its version does not offer it. */
async function bootFindings(application: Application): Promise<Finding[]> {
  const found = await Promise.all(application.managers.map(ownFindings));
  const isInspected = found.some((one) => one !== undefined);
  return [
    ...found.flatMap((one) => one ?? []),
    ...(isInspected && application.config.contract !== undefined ? [] : contractTraps(application)),
    ...(isInspected ? [] : bootTraps(application.config)),
  ];
}

async function ownFindings(manager: ManagerShape): Promise<Finding[] | undefined> {
  if (manager.inspect === undefined && manager.findings === undefined) return undefined;
  const answer: unknown = await (manager.inspect?.() ?? manager.findings?.());
  const list = Array.isArray(answer) ? answer : (answer as { findings?: unknown } | null)?.findings;
  return Array.isArray(list) ? list.map(asFinding) : undefined;
}

/** A finding of the application, whichever words it uses. */
function asFinding(found: unknown): Finding {
  if (typeof found === "string") return { level: "warning", message: found };
  const { level, severity, fatal, message, mend, fix, hint, where, source } = found as Readonly<
    Record<string, unknown>
  >;
  const isError = fatal === true || [level, severity].some((word) => word === "error" || word === "fatal");
  const help = [mend, fix, hint].find((text) => typeof text === "string");
  const place = [where, source].find((text) => typeof text === "string");
  return {
    level: isError ? "error" : "warning",
    message: typeof message === "string" ? message : JSON.stringify(found),
    ...(help !== undefined && { mend: help }),
    ...(place !== undefined && { where: place }),
  };
}

function contractTraps(application: Application): Finding[] {
  const { contract, routers } = application;
  const routes = routers.flatMap((router) => [...router.routes()]).filter(({ builtIn }) => builtIn !== true);
  const events = new Set(routes.map(({ event }) => event));
  const declared = Object.keys(contract?.client ?? {});
  return [
    ...declared
      .filter((event) => !events.has(event))
      .map((event): Finding => ({
        level: "warning",
        message: `The contract has "${event}", and no route answers it`,
        mend: `Route.socket("${event}", handler), or take it out of the contract`,
      })),
    ...routes
      .filter(
        ({ event }) =>
          declared.length > 0 && !declared.includes(event) && !event.startsWith("notifications:"),
      )
      .map(({ event, source }): Finding => ({
        level: "warning",
        message: `The route "${event}" is not in the contract: clients cannot send it typed`,
        mend: `"${event}": { payload, reply } under client in the contract`,
        ...(source !== undefined && { where: source }),
      })),
  ];
}

/** What lets more in than it looks like. */
function limitTraps({ auth = {}, cors, server = {} }: ConfigShape): Finding[] {
  const found: Finding[] = [];
  const hasCookies = (auth.sources ?? []).some((source) => typeof source === "object");
  const origin = (cors as { origin?: unknown } | undefined)?.origin;
  if (auth.allowedOrigins === undefined && !hasCookies && origin !== undefined && origin !== "*") {
    found.push({
      level: "warning",
      message: "cors.origin does not cover WebSocket: pages of other origins can connect all the same",
      mend: `auth: { allowedOrigins: ${JSON.stringify([origin].flat().filter((one) => typeof one === "string"))} }`,
    });
  }
  if (typeof server["maxHttpBufferSize"] === "number" && server["maxHttpBufferSize"] > 1_000_000) {
    found.push({
      level: "warning",
      message: `server.maxHttpBufferSize lets every client send ${server["maxHttpBufferSize"]} bytes at once`,
      mend: "Leave it at 100 kB, its default, and send large files over HTTP",
    });
  }
  return found;
}

/** What a layer that can be inspected finds by itself. */
function bootTraps({ auth = {}, scale, rooms = {}, notifications = {}, redis }: ConfigShape): Finding[] {
  const found: Finding[] = [];
  if (
    auth.allowedOrigins === undefined &&
    (auth.sources ?? []).some((source) => typeof source === "object")
  ) {
    found.push({
      level: "error",
      message: "Browsers send cookies from any page, and nothing says which pages may connect",
      mend: 'auth: { allowedOrigins: ["https://app.example.org"] }',
    });
  }
  if (scale !== undefined && scale["adapter"] !== "memory" && redis === undefined) {
    const local = [
      ...(rooms["presence"] === undefined ? ["rooms.presence"] : []),
      ...(rooms["history"] === undefined ? ["rooms.history"] : []),
      ...(notifications["store"] === undefined ? ["notifications.store"] : []),
      "redis (throttling)",
    ];
    found.push({
      level: "warning",
      message: `scale is set, and ${local.join(", ")} are in the memory of each node`,
      mend: "redis: client, and a store on it for each of them",
    });
  }
  return found;
}

/** The package of each adapter. */
const adapterPackages: Readonly<Record<string, readonly string[]>> = {
  "redis-streams": ["@socket.io/redis-streams-adapter"],
  redis: ["@socket.io/redis-adapter"],
  "redis-sharded": ["@socket.io/redis-adapter"],
  cluster: ["@socket.io/cluster-adapter", "@socket.io/sticky"],
  postgres: ["@socket.io/postgres-adapter", "pg"],
};

function missingAdapters({ scale }: ConfigShape, root: string): Finding[] {
  const adapter = scale?.["adapter"];
  const needed = typeof adapter === "string" ? (adapterPackages[adapter] ?? []) : [];
  const missing = needed.filter((name) => installedAt(root, name) === undefined);
  if (missing.length === 0) return [];
  return [
    {
      level: "error",
      message: `scale.adapter "${String(adapter)}" needs ${missing.join(" and ")}`,
      mend: `npm install ${missing.join(" ")}`,
    },
  ];
}

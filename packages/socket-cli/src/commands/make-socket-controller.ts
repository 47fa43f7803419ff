import { readFileSync } from "node:fs";
import { CliError } from "../cli-error.js";
import { addEntry, findContract, hasEntry } from "../project/contract-file.js";
import { readClassName, readEvent, readMethod } from "../project/names.js";
import { inside, shown, specifierOf } from "../project/paths.js";
import { controllerSource, controllerTest } from "../templates/controller.js";
import type { ContractEntry } from "../templates/controller.js";
import { eventEntry } from "../templates/contract.js";
import { textOption } from "./command.js";
import type { CommandCall } from "./command.js";
import { Making } from "./make.js";

/** What controllers are called. */
export const controllerKind = {
  kind: "controller",
  suffix: "SocketController",
  example: "ChatSocketController",
} as const;

/**
 * `carillon make:socket-controller`: writes a controller, its test, its entry in the contract and, if asked to, its route.
 *
 * @throws CliError for anything that keeps it from writing; then nothing was written.
 */
export async function makeSocketController({ args, options, terminal }: CommandCall): Promise<void> {
  const { className, folders } = readClassName(String(args[0]), controllerKind);
  const method = readMethod(textOption(options, "method"));
  const event = readEvent(textOption(options, "event"));
  if (options["register"] === true && event === undefined) {
    throw new CliError("--register needs the event: --event chat:message --register");
  }
  if (options["register"] !== true && options["routes"] !== undefined) {
    throw new CliError("--routes names the file that --register writes to; add --register, or leave it out.");
  }
  const making = new Making(options, terminal);
  addController(making, { folders, className, method, event }, textOption(options, "contract"));
  await making.finish(terminal);
}

/** A controller and where its event is described and registered. */
export interface NewController {
  readonly className: string;
  readonly folders: readonly string[];
  readonly method: string;
  readonly event: string | undefined;
  /** A contract that is about to be written and has the event already; an absolute path. */
  readonly plannedContract?: string | undefined;
}

/** Plans a controller with everything that belongs to it. */
export function addController(
  making: Making,
  parts: NewController,
  contractPath?: string,
  isRegistered?: boolean,
): void {
  const { project } = making;
  const { className, method, event } = parts;
  const path = making.pathOf("Sockets", parts.folders, className);
  const { plannedContract: planned } = parts;
  const contract =
    planned !== undefined
      ? {
          specifier: specifierOf(path, planned, project),
          exportName: "contract",
          isNew: true,
          hasSchema: true,
          isRegistered: true,
        }
      : event === undefined
        ? undefined
        : entryOf(making, path, event, contractPath);
  making.create(path, controllerSource({ className, method, event, contract }, project));
  making.createTest(path, (tested) =>
    controllerTest({ className, method, event, contract }, project, tested),
  );
  if (event === undefined) return;
  making.register(
    path,
    { facade: "Route", method: "socket", name: event, argument: `${className}.${method}`, className },
    isRegistered,
  );
}

/** The event's entry in the contract; `undefined` where there is no contract to add it to. */
function entryOf(
  making: Making,
  path: string,
  event: string,
  named: string | undefined,
): ContractEntry | undefined {
  const { root, project } = making;
  const contract = findContract(root, named === undefined ? undefined : inside(root, "--contract", named));
  if (contract === undefined) {
    if (named !== undefined) throw new CliError(`${named} exports no defineContract({...}).`);
    return undefined;
  }
  const before = readFileSync(contract.path, "utf8");
  const isNew = !hasEntry(before, "client", event);
  const after = addEntry(before, "client", event, eventEntry(contract.library));
  if (after === undefined) {
    making.remark(
      `Its entry in ${shown(root, contract.path)}, under client: "${event}": ${eventEntry(contract.library)}`,
    );
    return undefined;
  }
  making.edit(contract.path, before, after);
  if (isNew && contract.library !== undefined) {
    making.remark(`Describe its payload and its reply in ${shown(root, contract.path)}.`);
  }
  return {
    specifier: specifierOf(path, contract.path, project),
    exportName: contract.exportName,
    isNew,
    hasSchema: contract.library !== undefined,
    isRegistered: contract.isRegistered,
  };
}

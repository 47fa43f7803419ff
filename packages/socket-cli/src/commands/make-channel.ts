import { CliError } from "../cli-error.js";
import { addEntry, findContract } from "../project/contract-file.js";
import { readClassName, shortName } from "../project/names.js";
import { channelSource, channelTest } from "../templates/channel.js";
import { channelEntry } from "../templates/contract.js";
import { textOption } from "./command.js";
import type { CommandCall } from "./command.js";
import { Making } from "./make.js";

const channelKind = { kind: "channel", suffix: "Channel", example: "OrderChannel" } as const;

/**
 * `carillon make:channel`: writes who may join the channels of a pattern, its test, and its entry in the contract.
 *
 * @throws CliError for anything that keeps it from writing; then nothing was written.
 */
export async function makeChannel({ args, options, terminal }: CommandCall): Promise<void> {
  const { className, folders } = readClassName(String(args[0]), channelKind);
  const pattern = readPattern(textOption(options, "pattern") ?? defaultPattern(className));
  const parts = {
    className,
    pattern,
    hasPresence: options["presence"] === true,
    hasHistory: options["history"] === true,
  };
  const making = new Making(options, terminal);
  const { project, root } = making;
  const path = making.pathOf("Channels", folders, className);
  making.create(path, channelSource(parts, project));
  const contract = findContract(root);
  const changed = contract && addEntry(contract.text, "channels", pattern, channelEntry());
  const hasOtherContract = contract !== undefined && changed === undefined;
  making.createTest(path, (tested) => channelTest(parts, project, { ...tested, hasOtherContract }));
  if (contract && changed !== undefined) making.edit(contract.path, contract.text, changed);
  making.register(path, {
    facade: "Route",
    method: "channel",
    name: pattern,
    argument: className,
    className,
  });
  await making.finish(terminal);
}

/** `"orders.{orderId}"` for `OrderChannel`. */
function defaultPattern(className: string): string {
  const name = shortName(className, channelKind, "");
  return `${name.replace(/s?$/, "s")}.{${name}Id}`;
}

/** @throws CliError for anything that cannot be a channel's pattern. */
function readPattern(pattern: string): string {
  const literals = pattern.replace(/\{[A-Za-z_]\w*\}/g, "");
  if (
    /^[\w.:/{}-]{1,128}$/.test(pattern) &&
    !/[{}]/.test(literals) &&
    literals !== "" &&
    !pattern.includes("}{")
  ) {
    return pattern;
  }
  const laravel = pattern.replace(/:([A-Za-z_]\w*)/g, "{$1}").replaceAll("/", ".");
  const meant = /:[A-Za-z]/.test(pattern) ? laravel : "orders.{orderId}";
  throw new CliError(`"${pattern}" cannot be a channel's pattern; write it like "${meant}".`);
}

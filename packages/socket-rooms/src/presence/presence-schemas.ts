import type { ContractDefinition, Schema, SchemaResult } from "@carillon/socket-contract";
import { isThenable, UsageError } from "@carillon/socket-contract/server";
import type { MaybePromise } from "@carillon/socket-contract/server";
import { shapeOf } from "../channels/channel-pattern.js";
import type { ChannelMatch } from "../channels/channels.js";

/** Checks what is shown of members against the contract's channels. */
export class PresenceSchemas {
  readonly #schemas = new Map<string, Schema>();

  /**
   * @param contract - Its `channels`, by pattern; how their parameters are called does not matter.
   */
  constructor(contract: ContractDefinition | undefined) {
    for (const [pattern, { presence }] of Object.entries(contract?.channels ?? {})) {
      if (presence !== undefined) this.#schemas.set(shapeOf(pattern), presence);
    }
  }

  /**
   * Passes on what fits: the wire carries a schema's input, so it stays as it is.
   *
   * @param match - The channel.
   * @param info - What the others may see; `null` is nothing, and fits.
   * @throws UsageError `E_PRESENCE_INFO` for what does not fit: a mistake of the server, and not for clients.
   */
  check(match: ChannelMatch, info: object | null): MaybePromise<object | null> {
    const schema = info === null ? undefined : this.#schemas.get(shapeOf(match.pattern.source));
    if (schema === undefined) return info;
    const result = schema["~standard"].validate(info);
    return isThenable(result)
      ? Promise.resolve(result).then((settled) => fitting(match, settled, info))
      : fitting(match, result, info);
  }
}

function fitting(
  { pattern }: ChannelMatch,
  { issues }: SchemaResult<unknown>,
  info: object | null,
): object | null {
  const [first] = issues ?? [];
  if (first === undefined) return info;
  const path = (first.path ?? []).map((part) => String(typeof part === "object" ? part.key : part)).join(".");
  throw new UsageError(
    "E_PRESENCE_INFO",
    `What "${pattern.source}" shows of a member does not fit its contract: ${path === "" ? "(root)" : path}: ${first.message}; change what \`join\`, \`info\` or updatePresence gives, or the contract.`,
  );
}

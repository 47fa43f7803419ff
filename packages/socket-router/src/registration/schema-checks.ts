import type { ContractDefinition } from "@carillon/socket-contract";
import { checkGivenOptions, checkOptionKeys, UsageError } from "@carillon/socket-contract/server";

/**
 * Checks that a schema can validate, before an event needs it.
 *
 * @param where - What the schema is for, as the message names it.
 * @param schema - `undefined` where none is declared.
 * @throws UsageError `E_BAD_SCHEMA` for anything that is no Standard Schema.
 */
export function checkSchema(where: string, schema: unknown): void {
  if (schema === undefined || isStandardSchema(schema)) return;
  throw new UsageError(
    "E_BAD_SCHEMA",
    `${where} is a Standard Schema of zod 3.24, valibot 1, arktype 2 or others, such as z.object({ text: z.string() }); got ${described(schema)}.`,
  );
}

/**
 * Checks all schemas of a contract.
 *
 * @throws UsageError `E_BAD_SCHEMA` for the first that is no Standard Schema, naming the event or the channel; `E_UNKNOWN_OPTION` or
 *   `E_BAD_OPTION` for another key than those that a contract has.
 */
export function checkContract(contract: ContractDefinition): void {
  checkOptionKeys("The contract", contract, ["client", "server", "channels"]);
  const { client, server, channels } = contract;
  checkEntries("client", client, ["payload", "reply"]);
  checkEntries("server", server, ["payload"]);
  checkEntries("channels", channels, ["presence", "whisper"]);
  for (const [event, { payload, reply }] of Object.entries(client ?? {})) {
    checkSchema(`The payload of "${event}" in the contract's client events`, payload);
    checkSchema(`The reply of "${event}" in the contract's client events`, reply);
  }
  for (const [event, { payload }] of Object.entries(server ?? {}))
    checkSchema(`The payload of "${event}" in the contract's server events`, payload);
  for (const [pattern, { presence }] of Object.entries(channels ?? {}))
    checkSchema(`The presence of "${pattern}" in the contract's channels`, presence);
}

function checkEntries(half: string, entries: object | undefined, known: readonly string[]): void {
  for (const [name, definition] of Object.entries(entries ?? {}) as [string, unknown][]) {
    // Undefined would be no options; here it is an import that went wrong.
    checkGivenOptions(`"${name}" in the contract's ${half}`, definition, known);
  }
}

function isStandardSchema(schema: unknown): boolean {
  if (schema === null || (typeof schema !== "object" && typeof schema !== "function")) return false;
  const { "~standard": standard } = schema as { readonly "~standard"?: { readonly validate?: unknown } };
  return typeof standard?.validate === "function";
}

function described(schema: unknown): string {
  if (typeof schema === "function") return `the function ${schema.name || "(anonymous)"}`;
  if (typeof schema !== "object" || schema === null) return String(schema);
  const keys = Object.keys(schema).slice(0, 5).join(", ");
  return `an object with ${keys === "" ? "no keys" : `the keys ${keys}`}`;
}

import type { Schema, SchemaResult } from "@carillon/socket-contract";
import { RequestError } from "./request-error.js";

/**
 * Checks what arrived, where there is a schema for it.
 *
 * @param then - Gets the schema's output, at once where the schema is synchronous.
 * @param refuse - Gets why it does not fit.
 */
export function checked(
  schema: Schema | undefined,
  event: string,
  value: unknown,
  then: (value: unknown) => void,
  refuse: (error: RequestError) => void,
): void {
  if (schema === undefined) {
    then(value);
    return;
  }
  const settle = (result: SchemaResult<unknown>): void => {
    if (result.issues) refuse(new RequestError(event, { ...misfit, data: result }));
    else then(result.value);
  };
  const result = schema["~standard"].validate(value);
  if (result instanceof Promise) void result.then(settle);
  else settle(result);
}

/** Why what a server of ours would not send is refused. */
export const misfit = {
  error: "validation_failed",
  message: "What the server sent does not fit the contract.",
};

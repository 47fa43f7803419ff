import { SocketException } from "@carillon/socket-contract";
import type { Schema, SchemaIssue, SchemaResult } from "@carillon/socket-contract";
import type { Call, Step } from "../dispatch/call.js";
import { isThenable } from "@carillon/socket-contract/server";

/** How many issues an answer holds, and how long their texts may be: they can echo what was sent. */
const maxIssues = 20;
const maxMessageLength = 200;
const maxPathLength = 16;

/** One thing that is wrong with a payload, as the client sees it in `data.issues`. */
export interface PayloadIssue {
  /** Keys from the payload's root, as strings. */
  readonly path: readonly string[];
  /** What the schema says. */
  readonly message: string;
}

/** Validates the payload before the next step, which then sees the schema's output. */
export function validatePayload(schema: Schema, next: Step): Step {
  return function runPayloadSchema(call) {
    const result = schema["~standard"].validate(call.payload);
    return isThenable(result)
      ? Promise.resolve(result as PromiseLike<SchemaResult<unknown>>).then((settled) =>
          accept(call, settled, next),
        )
      : accept(call, result, next);
  };
}

/**
 * Checks what the handler returned and passes it on as it is: the wire carries a schema's input, and the receiver
 * parses it. A reply that does not fit is a bug of the server and says so in the log alone.
 */
export function checkReply(schema: Schema, step: Step): Step {
  return function runReplySchema(call) {
    const reply = step(call);
    return reply instanceof Promise
      ? reply.then((settled) => check(call, schema, settled))
      : check(call, schema, reply);
  };
}

function accept(call: Call, result: SchemaResult<unknown>, next: Step): unknown {
  if (result.issues) {
    throw new SocketException("The payload is not valid.", {
      code: "validation_failed",
      data: { issues: describeIssues(result.issues) },
    });
  }
  call.payload = result.value;
  return next(call);
}

function check(call: Call, schema: Schema, reply: unknown): unknown {
  const result = schema["~standard"].validate(reply);
  return isThenable(result)
    ? Promise.resolve(result as PromiseLike<SchemaResult<unknown>>).then((settled) =>
        fitting(call, settled, reply),
      )
    : fitting(call, result, reply);
}

function fitting(call: Call, result: SchemaResult<unknown>, reply: unknown): unknown {
  if (!result.issues) return reply;
  const [first] = describeIssues(result.issues);
  throw new Error(
    `The reply to "${call.event}" does not fit its schema: ${first === undefined || first.path.length === 0 ? "(root)" : first.path.join(".")}: ${first?.message ?? ""}`,
  );
}

function describeIssues(issues: readonly SchemaIssue[]): PayloadIssue[] {
  return issues.slice(0, maxIssues).map(({ path = [], message }) => ({
    path: path.slice(0, maxPathLength).map((key) => {
      const name: unknown = typeof key === "object" ? key.key : key;
      return String(name).slice(0, maxMessageLength);
    }),
    message: message.slice(0, maxMessageLength),
  }));
}

import type { JsonSchema } from "./json-schema.js";

/** An AsyncAPI message. */
export interface Message {
  readonly name: string;
  readonly title: string;
  readonly summary?: string;
  readonly payload?: JsonSchema | true;
  readonly examples?: readonly { readonly payload: unknown }[];
}

/** What an event carries. */
export function eventMessage(event: string, schema: JsonSchema | undefined): Message {
  return {
    name: event,
    title: event,
    ...(schema !== undefined && { payload: schema }),
    ...examplesOf(schema, (payload) => payload),
  };
}

/** What the ack of a successful request holds. */
export function replyMessage(event: string, schema: JsonSchema | undefined): Message {
  // The examples are those of the message, envelope included.
  const data = Object.fromEntries(Object.entries(schema ?? {}).filter(([key]) => key !== "examples"));
  return {
    name: `${event} (reply)`,
    title: `Reply to ${event}`,
    payload: {
      type: "object",
      required: ["ok"],
      properties: { ok: { type: "boolean", const: true }, data },
    },
    ...examplesOf(schema, (example) => ({ ok: true, data: example })),
  };
}

/** What the ack of a failed request holds, whatever it was. */
export const failureMessage: Message = {
  name: "failure",
  title: "Failure",
  summary: "The ack of a request that failed. Without an ack, the same fields arrive as error:socket.",
  payload: {
    type: "object",
    required: ["ok", "error", "message"],
    properties: {
      ok: { type: "boolean", const: false },
      error: { type: "string", description: "A code, such as validation_failed." },
      message: { type: "string" },
      status: { type: "integer", description: "The HTTP status that says the same." },
      data: { description: "Details, such as the issues of a payload that was refused." },
      retryable: { type: "boolean" },
      retryAfterMs: { type: "number" },
      requestId: { type: "string", description: "Leads to the line in the log." },
    },
  },
  examples: [
    {
      payload: {
        ok: false,
        error: "unauthenticated",
        message: "Sign in first.",
        status: 401,
        requestId: "0198c0de-0000-7000-8000-000000000000",
      },
    },
  ],
};

/** What members of a channel with presence are told. */
export function presenceMessages(info: JsonSchema | undefined): Readonly<Record<string, Message>> {
  const member = {
    type: "object",
    required: ["id", "info", "connections", "since"],
    properties: {
      id: { type: "string", description: "The user's id." },
      info: info ?? { description: "What the rule of the channel shows." },
      connections: { type: "integer" },
      since: { type: "number", description: "Milliseconds since the epoch." },
    },
  };
  const told = (event: string, summary: string, properties: object): Message => ({
    name: event,
    title: event,
    summary,
    payload: {
      type: "object",
      required: ["channel"],
      properties: { channel: { type: "string" }, ...properties },
    },
  });
  const members = { type: "array", items: member };
  return {
    "presence.state": told("presence:state", "Everyone who is here.", {
      count: { type: "integer" },
      members,
    }),
    "presence.join": told("presence:join", "Users came.", { members }),
    "presence.leave": told("presence:leave", "Users went.", { members }),
    "presence.update": told("presence:update", "Users look different.", {
      count: { type: "integer" },
      members,
    }),
  };
}

function examplesOf(
  schema: JsonSchema | undefined,
  wrap: (example: unknown) => unknown,
): Pick<Message, "examples"> | undefined {
  const examples = schema?.["examples"];
  if (!Array.isArray(examples) || examples.length === 0) return undefined;
  return { examples: examples.map((example: unknown) => ({ payload: wrap(example) })) };
}

import type { Application } from "../application/application.js";
import { listedChannels } from "../application/listed-channels.js";
import { handlerName } from "../application/handler-name.js";
import type { RouteShape } from "../application/shapes.js";
import { JsonSchemas } from "./json-schema.js";
import { eventMessage, failureMessage, presenceMessages, replyMessage } from "./messages.js";
import type { Message } from "./messages.js";
import { securitySchemes } from "./security.js";

/** What the document says of itself. */
export interface DocumentInfo {
  readonly title: string;
  readonly version: string;
  readonly description?: string | undefined;
  /** Where the server is, such as `wss://example.org`; left out where it is not known. */
  readonly server?: URL | undefined;
}

/** A document, and what could not be said in it. */
export interface AsyncApi {
  readonly document: object;
  readonly remarks: readonly string[];
}

interface Channel {
  address: string;
  title: string;
  description?: string;
  parameters?: object;
  messages: Record<string, object>;
}

/**
 * The AsyncAPI 3.0 document of an application: requests with their replies, events, channels and ways to sign in.
 *
 * @param application - Loaded; see `withApplication`.
 * @param root - The project's folder.
 */
export async function asyncApiDocument(
  application: Application,
  root: string,
  { title, version, description, server }: DocumentInfo,
): Promise<AsyncApi> {
  const schemas = await JsonSchemas.of(root);
  const schemes = securitySchemes(application.config);
  const writer = new Writer(application, schemas, Object.keys(schemes));
  for (const route of application.routers.flatMap((router) => [...router.routes()])) {
    if (route.builtIn !== true) writer.addRequest(route);
  }
  writer.addEvents();
  writer.addChannels();
  const { channels, operations } = writer;
  const document = {
    asyncapi: "3.0.0",
    info: { title, version, ...(description !== undefined && { description }) },
    defaultContentType: "application/json",
    ...(server && {
      servers: {
        default: {
          host: server.host,
          protocol: server.protocol.replace(":", "").replace(/^http/, "ws"),
          pathname: application.config.path ?? "/socket.io",
          description: "Speaks Socket.IO 4.",
        },
      },
    }),
    channels,
    operations,
    components: { messages: { failure: failureMessage }, securitySchemes: schemes },
  };
  return { document, remarks: [...schemas.remarks] };
}

/** Collects channels and operations. */
class Writer {
  readonly channels: Record<string, Channel> = {};
  readonly operations: Record<string, object> = {};
  readonly #application: Application;
  readonly #schemas: JsonSchemas;
  readonly #schemes: readonly string[];

  constructor(application: Application, schemas: JsonSchemas, schemes: readonly string[]) {
    this.#application = application;
    this.#schemas = schemas;
    this.#schemes = schemes;
  }

  /** What a client sends, and what it gets back. */
  addRequest(route: RouteShape): void {
    const { event, namespace, guards } = route;
    const declared = this.#application.contract?.client?.[event];
    const payload = this.#schemas.of(route.schemas?.payload ?? declared?.payload, `${event} (payload)`);
    const reply = this.#schemas.of(route.schemas?.reply ?? declared?.reply, `${event} (reply)`);
    const channel = this.#namespace(namespace);
    const request = this.#add(channel, `${idOf(event)}.request`, eventMessage(event, payload));
    const answer = this.#add(channel, `${idOf(event)}.reply`, replyMessage(event, reply));
    this.#share(channel, "failure");
    this.operations[uniqueIn(this.operations, `receive.${idOf(event)}`)] = {
      action: "receive",
      channel: ref("channels", channel),
      title: event,
      summary: `Clients emit it with an ack. Handled by ${handlerName(route)}.`,
      ...(guards.length > 0 && {
        security: this.#schemes.map((name) => ref("components", "securitySchemes", name)),
      }),
      messages: [request],
      reply: {
        channel: ref("channels", channel),
        messages: [answer, ref("channels", channel, "messages", "failure")],
      },
    };
  }

  /** What the server sends by itself. */
  addEvents(): void {
    for (const [event, { payload }] of Object.entries(this.#application.contract?.server ?? {})) {
      const channel = this.#namespace("/");
      const schema = this.#schemas.of(payload, `${event} (server)`);
      const message = this.#add(channel, `${idOf(event)}.event`, eventMessage(event, schema));
      this.operations[`send.${idOf(event)}`] = {
        action: "send",
        channel: ref("channels", channel),
        title: event,
        summary: "The server emits it to those whom it concerns.",
        messages: [message],
      };
    }
  }

  /** Channels that clients join. */
  addChannels(): void {
    const { contract } = this.#application;
    const listed = listedChannels(this.#application);
    const declared = Object.keys(contract?.channels ?? {}).filter(
      (name) => !listed.some(({ pattern }) => pattern === name),
    );
    const all = [...listed, ...declared.map((pattern) => ({ pattern, rule: "", presence: false }))];
    for (const { pattern, rule, presence } of all) {
      const info = contract?.channels?.[pattern]?.presence;
      const messages =
        presence || info !== undefined
          ? presenceMessages(this.#schemas.of(info, `${pattern} (presence)`))
          : {};
      const params = [...pattern.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? "");
      this.channels[uniqueIn(this.channels, idOf(pattern))] = {
        address: pattern,
        title: pattern,
        description: `Clients ask to join it with channel:join.${rule === "" || rule === "(inline)" ? "" : ` ${rule} decides.`}`,
        ...(params.length > 0 && { parameters: Object.fromEntries(params.map((name) => [name, {}])) }),
        messages: { ...messages },
      };
    }
  }

  #namespace(namespace: string): string {
    const id = namespace === "/" ? "root" : idOf(namespace.replace(/^\//, ""));
    this.channels[id] ??= {
      address: namespace,
      title: namespace === "/" ? "The main namespace" : `The namespace ${namespace}`,
      messages: {},
    };
    return id;
  }

  #add(channel: string, id: string, message: Message): object {
    const messages = this.channels[channel]?.messages ?? {};
    messages[id] = message;
    return ref("channels", channel, "messages", id);
  }

  #share(channel: string, name: string): void {
    const messages = this.channels[channel]?.messages ?? {};
    messages[name] = ref("components", "messages", name);
  }
}

/** Letters, digits, dots, dashes and underscores: what AsyncAPI takes for an id. */
function idOf(name: string): string {
  return name.replace(/[{}]/g, "").replace(/[^\w.-]+/g, "_");
}

function uniqueIn(taken: object, id: string): string {
  let unique = id;
  for (let number = 2; Object.hasOwn(taken, unique); number++) unique = `${id}_${number}`;
  return unique;
}

function ref(...path: string[]): { $ref: string } {
  return { $ref: `#/${path.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1")).join("/")}` };
}

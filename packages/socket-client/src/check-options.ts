import type { ClientOptions } from "./options.js";

/** What fits an option, and how a message says it. */
interface Option {
  readonly fits: (value: unknown) => boolean;
  readonly words: string;
}

const text: Option = { fits: (value) => typeof value === "string", words: "a text" };
const object: Option = { fits: (value) => typeof value === "object" && value !== null, words: "an object" };
const fn: Option = { fits: (value) => typeof value === "function", words: "a function" };

/** A function, and no constant: bundlers keep what copies objects as they load. */
function knownOptions(): Readonly<Record<keyof ClientOptions, Option>> {
  return {
    url: { ...text, words: 'a text such as "https://api.example.org"' },
    namespace: { ...text, words: 'a text such as "/admin"' },
    path: { ...text, words: 'a text such as "/socket.io"' },
    autoConnect: { fits: (value) => typeof value === "boolean", words: "true or false" },
    token: { ...fn, words: "a function that returns it: token: () => readToken()" },
    requestTimeoutMs: {
      fits: (value) => typeof value === "number" && value >= 0,
      words: "a number of milliseconds",
    },
    offline: {
      fits: (value) => value === "fail" || value === "drop" || object.fits(value),
      words: '"fail", "drop", { queue, expireMs } or one of them for each event',
    },
    reconnect: { ...object, words: "an object such as { minMs: 1_000, maxMs: 30_000 }" },
    contract: { ...object, words: "a contract made by defineContract" },
    clock: object,
    onDebug: fn,
    socket: { ...object, words: "an object of Socket.IO's own options" },
  };
}

/** `UsageError`, which knows such addresses, is a class that pages would carry. */
const docs = "https://github.com/carillon/carillon/blob/main/docs/reference/errors.md#E_CLIENT_OPTIONS";

/**
 * Checks the options of a client. It is called in development alone, so that no production bundle holds it.
 *
 * @throws TypeError with code `E_CLIENT_OPTIONS` for what is no object, for an unknown option and for one of another kind.
 */
export function checkClientOptions(options: unknown): void {
  if (typeof options !== "object" || options === null) {
    throw Object.assign(
      new TypeError(
        `createClient takes its options as an object: createClient({ url: "https://api.example.org" }); got ${kindOf(options)}.`,
      ),
      { code: "E_CLIENT_OPTIONS", docs },
    );
  }
  const known = knownOptions();
  for (const [key, value] of Object.entries(options)) {
    if (!Object.hasOwn(known, key)) {
      throw Object.assign(
        new TypeError(`createClient has no option "${key}"; it takes ${Object.keys(known).join(", ")}.`),
        { code: "E_CLIENT_OPTIONS", docs },
      );
    }
    const { fits, words } = known[key as keyof ClientOptions];
    if (value !== undefined && !fits(value)) {
      throw Object.assign(new TypeError(`createClient: ${key} is ${words}; got ${kindOf(value)}.`), {
        code: "E_CLIENT_OPTIONS",
        docs,
      });
    }
  }
}

/** A value in a message: never its content, which may be a token. */
function kindOf(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "an array" : typeof value;
}

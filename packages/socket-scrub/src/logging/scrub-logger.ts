import type { Logger } from "./logger.js";
import { scrubLogContext } from "../objects/scrub-log-context.js";
import type { ScrubOptions } from "../objects/scrub-log-context.js";
import { scrubTokenString } from "../text/scrub-token-string.js";

/** Loggers made here, so that none is wrapped twice. */
const scrubbed = new WeakSet<object>();

const levels: ReadonlySet<unknown> = new Set(["trace", "debug", "info", "warn", "error", "fatal"]);

/**
 * Wraps a logger so that nothing passes through it unscrubbed.
 *
 * Every argument of `trace`, `debug`, `info`, `warn`, `error` and `fatal` is scrubbed, and so are the bindings of `child`
 * loggers, which are wrapped too. A logger that throws or rejects is ignored: logging must not decide about a request.
 *
 * @param logger - Any pino-shaped logger. One that was wrapped here already is returned as it is.
 * @param options - Further secret names.
 * @returns A logger of the same shape.
 * @example
 * ```ts
 * import { scrubLogger } from "@carillon/socket-scrub";
 * import { pino } from "pino";
 *
 * const logger = scrubLogger(pino());
 * logger.info({ authorization: "Bearer abc" }, "signed in"); // authorization: "***REDACTED***"
 * ```
 */
export function scrubLogger<L extends Logger>(logger: L, options: ScrubOptions = {}): L {
  if (scrubbed.has(logger)) return logger;
  // Not a proxy of the logger itself: what a frozen one holds may not be shown as anything else.
  const wrapped = new Proxy(Object.create(logger) as L, {
    get(_shell, key) {
      const value: unknown = Reflect.get(logger, key, logger);
      if (typeof value !== "function") return value;
      if (levels.has(key)) return writer(logger, value, options);
      if (key === "child") return childMaker(logger, value, options);
      return value;
    },
    set: (_shell, key, value) => Reflect.set(logger, key, value, logger),
  });
  scrubbed.add(wrapped);
  return wrapped;
}

type Callable = (...args: unknown[]) => unknown;

function writer(target: Logger, write: object, options: ScrubOptions): (...args: unknown[]) => void {
  return function writeScrubbed(...args) {
    try {
      const result = (write as Callable).apply(target, scrubAll(args, options));
      if (result instanceof Promise) result.catch(ignore);
    } catch {
      // Nowhere to report it: the logger itself failed.
    }
  };
}

function childMaker(target: Logger, child: object, options: ScrubOptions): (...args: unknown[]) => Logger {
  return function makeScrubbedChild(...args) {
    const [bindings, ...rest] = args;
    return scrubLogger(
      (child as Callable).apply(target, [scrubLogContext(bindings, options), ...rest]) as Logger,
      options,
    );
  };
}

function scrubAll(args: readonly unknown[], options: ScrubOptions): unknown[] {
  return args.map((arg) => (typeof arg === "string" ? scrubTokenString(arg) : scrubLogContext(arg, options)));
}

function ignore(): void {
  // See writer.
}

import type { Logger } from "./logger.js";
import { scrubLogContext, scrubLogContextAsData } from "../objects/scrub-log-context.js";
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
    for (const scrub of [scrubLogContext, scrubLogContextAsData]) {
      try {
        const result = (write as Callable).apply(
          target,
          args.map((arg, at) => scrubArgument(arg, at, scrub, options)),
        );
        if (result instanceof Promise) result.catch(ignore);
        return;
      } catch {
        // The second time it gets plain data. If it cannot write that either, there is no place to report it.
      }
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

function scrubArgument(
  arg: unknown,
  at: number,
  scrub: (context: unknown, options: ScrubOptions) => unknown,
  options: ScrubOptions,
): unknown {
  if (typeof arg === "string") return scrubTokenString(arg);
  const copy = scrub(arg, options);
  // Of a value that cannot be read the copy is a text, which a logger would take for the message.
  return at === 0 && typeof arg === "object" && typeof copy === "string" ? { value: copy } : copy;
}

function ignore(): void {
  // A logger that rejects: there is no place to report it.
}

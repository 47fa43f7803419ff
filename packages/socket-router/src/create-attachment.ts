import { consoleLogger, scrubLogger } from "@carillon/socket-scrub";
import { Attachment } from "./attachment.js";
import { ConnectionHooks } from "./connection-hooks.js";
import type { ConnectHook, DisconnectHook } from "./connection-hooks.js";
import type { Controllers } from "./controllers.js";
import { Dispatcher } from "./dispatcher.js";
import { Failures } from "./failures.js";
import type { ErrorHook } from "./failures.js";
import { MemoryIdempotencyStore } from "./idempotency-store.js";
import type { Middlewares } from "./middlewares.js";
import { defaultTimeoutMs } from "./router-options.js";
import type { RouterOptions } from "./router-options.js";

/** What is registered on a router beside its routes. */
export interface Registered {
  readonly controllers: Controllers;
  readonly middlewares: Middlewares;
  readonly errorHooks: readonly ErrorHook[];
  readonly connectHooks: readonly ConnectHook[];
  readonly disconnectHooks: readonly DisconnectHook[];
}

/** Makes what the routes of a router are compiled into, its defaults filled in. */
export function createAttachment(options: RouterOptions, registered: Registered): Attachment {
  const { contract, limits, timeoutMs = defaultTimeoutMs } = options;
  const { controllers, middlewares, connectHooks, disconnectHooks } = registered;
  const logger = scrubLogger(options.logger ?? consoleLogger);
  const failures = new Failures(logger, registered.errorHooks);
  return new Attachment({
    dispatcher: new Dispatcher(failures, options.maxQueued ?? 1_000),
    hooks: new ConnectionHooks(connectHooks, disconnectHooks, failures, timeoutMs),
    hook: options.hook,
    logger,
    environment: {
      controllers,
      middlewares,
      contract,
      limits,
      timeoutMs,
      validateReplies: options.validateReplies ?? process.env["NODE_ENV"] !== "production",
      idempotencyStore: options.idempotencyStore ?? new MemoryIdempotencyStore(),
    },
  });
}

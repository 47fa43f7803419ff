import { consoleLogger, scrubLogger } from "@carillon/socket-scrub";
import { Attachment } from "./attachment.js";
import { ConnectionHooks } from "../connections/connection-hooks.js";
import { ExtraArguments } from "../dispatch/extra-arguments.js";
import { RouterRuntime } from "../dispatch/router-runtime.js";
import { Failures } from "../answers/failures.js";
import { MemoryIdempotencyStore } from "../idempotency/memory-idempotency-store.js";
import type { Registrations } from "../registration/registrations.js";
import { defaultTimeoutMs } from "../router-options.js";
import type { RouterOptions } from "../router-options.js";

/** Makes what the routes of a router are compiled into, its defaults filled in. */
export function createAttachment(options: RouterOptions, registered: Registrations): Attachment {
  const { contract, limits, timeoutMs = defaultTimeoutMs } = options;
  const { controllers, middleware, connectHooks, disconnectHooks } = registered;
  const logger = scrubLogger(options.logger ?? consoleLogger);
  const failures = new Failures(logger, registered.errorHooks);
  return new Attachment({
    runtime: new RouterRuntime(failures, new ExtraArguments(logger), {
      maxQueued: options.maxQueued ?? 1_000,
      maxQueuedBytes: options.maxQueuedBytes ?? 1_048_576,
    }),
    hooks: new ConnectionHooks(connectHooks, disconnectHooks, failures, timeoutMs),
    hook: options.hook,
    logger,
    environment: {
      controllers,
      middleware,
      contract,
      limits,
      timeoutMs,
      validateReplies: options.validateReplies ?? process.env["NODE_ENV"] !== "production",
      idempotencyStore: options.idempotencyStore ?? new MemoryIdempotencyStore(),
    },
  });
}

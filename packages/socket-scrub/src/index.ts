export { consoleLogger } from "./logging/console-logger.js";
export type { Logger, LogMethod } from "./logging/logger.js";
export { printable } from "./text/printable.js";
export { sanitizePayload } from "./objects/sanitize-payload.js";
export type { SanitizeOptions } from "./objects/sanitize-payload.js";
export { scrubLogContext } from "./objects/scrub-log-context.js";
export type { ScrubOptions } from "./objects/scrub-log-context.js";
export { scrubLogger } from "./logging/scrub-logger.js";
export { scrubTokenString } from "./text/scrub-token-string.js";

export { consoleLogger } from "./console-logger.js";
export type { Logger, LogMethod } from "./logger.js";
export { printable } from "./printable.js";
export { sanitizePayload } from "./sanitize-payload.js";
export type { SanitizeOptions } from "./sanitize-payload.js";
export { scrubLogContext } from "./scrub-log-context.js";
export type { ScrubOptions } from "./scrub-log-context.js";
export { scrubLogger } from "./scrub-logger.js";
export { scrubTokenString } from "./scrub-token-string.js";

export { sanitizePayload } from "./scrub/sanitize-payload.js";
export type { SanitizeOptions } from "./scrub/sanitize-payload.js";
export { scrubLogContext } from "./scrub/scrub-log-context.js";
export type { ScrubOptions } from "./scrub/scrub-log-context.js";
export { scrubLogger } from "./scrub/scrub-logger.js";
export { scrubTokenString } from "./scrub/scrub-token-string.js";

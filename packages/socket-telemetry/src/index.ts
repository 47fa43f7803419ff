export { subscribe } from "./subscribe.js";
export type { TelemetryOptions, Unsubscribe } from "./subscribe.js";

export { carillonEngine } from "./carillon-engine.js";
export type { EngineOptions } from "./carillon-engine.js";
export { compactConnections } from "./compact-connections.js";
export { overlookListeners, writeDirectly } from "./direct-writes.js";

export { carillonEngine } from "./carillon-engine.js";
export type { EngineOptions } from "./carillon-engine.js";
export { compactConnections } from "./compact-connections.js";
export { readDirectly } from "./direct-reads.js";
export { overlookListeners, writeDirectly } from "./direct-writes.js";

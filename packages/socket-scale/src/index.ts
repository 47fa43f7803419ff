export { Emitter } from "./emitter/emitter.js";
export { needsServer } from "./emitter/emit-only-adapter.js";
export { connectRedis, RedisConnection } from "./redis/redis-connection.js";
export { adapterNames } from "./scale-options.js";
export type {
  AdapterFactory,
  AdapterName,
  CustomAdapter,
  ScaleConfig,
  ScaleOptions,
} from "./scale-options.js";
export { scaleServer } from "./scale-server.js";
export type { Scale } from "./scale-server.js";

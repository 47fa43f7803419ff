export { createHooks } from "./create-hooks.js";
export type {
  CarillonProviderProps,
  Hooks,
  UseChannelOptions,
  UsedChannel,
  UsedNotifications,
  UsedRequest,
  UseRequestOptions,
} from "./hooks.js";

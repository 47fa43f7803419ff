import type { Network } from "./host.js";
import { MemoryNetwork } from "./memory-network.js";
import { PortNetwork } from "./port-network.js";

/** A network in memory. */
export function memory(): Network {
  return new MemoryNetwork();
}

/** A network of free loopback ports. */
export function port(): Network {
  return new PortNetwork();
}

import { loadPackage } from "../load-package.js";
import type { AdapterFactory, AdapterName } from "../scale-options.js";

/** Makes an adapter of a client and options. */
export type CreateAdapter = (...args: unknown[]) => AdapterFactory;

const packages: Readonly<Record<Exclude<AdapterName, "memory">, string>> = {
  "redis-streams": "@socket.io/redis-streams-adapter",
  redis: "@socket.io/redis-adapter",
  "redis-sharded": "@socket.io/redis-adapter",
  cluster: "@socket.io/cluster-adapter",
  postgres: "@socket.io/postgres-adapter",
};

/** @throws UsageError `E_MISSING_PACKAGE` for a package that is not installed, saying how to install it. */
export function loadAdapter(name: Exclude<AdapterName, "memory">): CreateAdapter {
  const { createAdapter, createShardedAdapter } = loadPackage(
    packages[name],
    `scale.adapter "${name}"`,
  ) as Record<"createAdapter" | "createShardedAdapter", CreateAdapter>;
  return name === "redis-sharded" ? createShardedAdapter : createAdapter;
}

import { checkGivenOptions, nearestName, UsageError } from "@carillon/socket-contract/server";
import { adapterNames, backendOf } from "./scale-options.js";
import type { ScaleConfig } from "./scale-options.js";

/**
 * Refuses what names no adapter, or an adapter without an address.
 *
 * @throws UsageError `E_SCALE_ADAPTER` or `E_SCALE_ADDRESS`, saying what to write.
 */
export function checkScale(config: ScaleConfig): void {
  checkGivenOptions("scale", config, ["adapter", "url", "client", "options", "logger"]);
  const { adapter } = config;
  const hasAddress = config.url !== undefined || config.client !== undefined;
  if (adapter === undefined && hasAddress) {
    throw new UsageError(
      "E_SCALE_ADAPTER",
      `scale.${config.url === undefined ? "client" : "url"} needs scale.adapter, such as "redis-streams"; without it there is one node.`,
    );
  }
  if (typeof adapter === "string" && !adapterNames.includes(adapter)) {
    const nearest = nearestName(adapter, adapterNames);
    throw new UsageError(
      "E_SCALE_ADAPTER",
      `There is no adapter "${adapter as string}"` +
        `${nearest ? `; did you mean "${nearest}"?` : "."} Known: ${adapterNames.join(", ")}, or a function (io) => adapter.`,
    );
  }
  const backend = backendOf(config);
  if ((backend === "redis" || backend === "postgres") && !hasAddress) {
    throw new UsageError(
      "E_SCALE_ADDRESS",
      `scale.adapter "${String(adapter)}" needs scale.url, such as "${exampleUrls[backend]}", or scale.client` +
        (backend === "redis" ? "; or write redis: url beside scale, for the stores as well." : "."),
    );
  }
}

const exampleUrls = { redis: "redis://127.0.0.1:6379", postgres: "postgres://127.0.0.1/app" } as const;

/** Where the nodes meet; checked before. */
export function targetOf({ client, url = "" }: ScaleConfig): string | object {
  return client ?? url;
}

import { expect, test } from "vitest";
import { checkScale } from "./check-scale.js";
import type { ScaleConfig } from "./scale-options.js";

test.each<[ScaleConfig, string, string]>([
  [
    { url: "redis://127.0.0.1:6379" },
    "E_SCALE_ADAPTER",
    'scale.url needs scale.adapter, such as "redis-streams"; without it there is one node.',
  ],
  [
    { client: {} },
    "E_SCALE_ADAPTER",
    'scale.client needs scale.adapter, such as "redis-streams"; without it there is one node.',
  ],
  [
    { adapter: "redis-stream" as "redis" },
    "E_SCALE_ADAPTER",
    'There is no adapter "redis-stream"; did you mean "redis-streams"? ' +
      "Known: memory, redis-streams, redis, redis-sharded, postgres, cluster, or a function (io) => adapter.",
  ],
  [
    { adapter: "redis" },
    "E_SCALE_ADDRESS",
    'scale.adapter "redis" needs scale.url, such as "redis://127.0.0.1:6379", or scale.client; ' +
      "or write redis: url beside scale, for the stores as well.",
  ],
  [
    { adapter: "postgres" },
    "E_SCALE_ADDRESS",
    'scale.adapter "postgres" needs scale.url, such as "postgres://127.0.0.1/app", or scale.client.',
  ],
])("%j: %s", (config, code, message) => {
  expect(() => {
    checkScale(config);
  }).toThrow(expect.objectContaining({ code, message }));
});

test.each<ScaleConfig>([
  {},
  { adapter: "memory" },
  { adapter: "cluster" },
  { adapter: "redis", url: "redis://127.0.0.1:6379" },
  { adapter: "postgres", client: {} },
  { adapter: () => undefined as never },
])("%j is accepted", (config) => {
  checkScale(config);
});

import { expect, test } from "vitest";
import { checkConfig } from "./check-config.js";
import { withEnvironment } from "./environment.js";

test("each variable wins over its key, and the rest stays", () => {
  const written = { path: "/written", auth: { required: false }, timeoutMs: 5 };
  const config = withEnvironment(written, {
    CARILLON_ENABLED: "0",
    CARILLON_PATH: "/live",
    CARILLON_ALLOWED_ORIGINS: "https://example.org, https://*.example.net",
    CARILLON_REDIS_URL: "redis://127.0.0.1:6379",
    PATH: "/usr/bin",
  });
  expect(config).toEqual({
    enabled: false,
    path: "/live",
    auth: { required: false, allowedOrigins: ["https://example.org", "https://*.example.net"] },
    timeoutMs: 5,
    redis: "redis://127.0.0.1:6379",
  });
  checkConfig(config);
  expect(written).toEqual({ path: "/written", auth: { required: false }, timeoutMs: 5 });
});

test("nothing set, nothing changed: empty variables count as missing", () => {
  const config = { path: "/written" };
  expect(
    withEnvironment(config, { CARILLON_PATH: "", CARILLON_ENABLED: " ", CARILLON_PORT: "tcp://10.0.0.1:80" }),
  ).toBe(config);
});

const options = { maxLen: 1 };

test.each([
  ["redis", { adapter: "redis", options }],
  ["redis-streams", { adapter: "redis-streams", options }],
  ["memory", undefined],
] as const)("the address of Redis replaces a client of the %s adapter", (adapter, scale) => {
  const config = { scale: { adapter, client: {}, options } };
  expect(withEnvironment(config, { CARILLON_REDIS_URL: "redis://127.0.0.1:1" })).toEqual({
    redis: "redis://127.0.0.1:1",
    ...(scale && { scale }),
  });
});

test("values that cannot be used are refused without being shown", () => {
  expect(() => withEnvironment({}, { CARILLON_ENABLED: "yes" })).toThrow(
    "CARILLON_ENABLED is true or false, 1 or 0.",
  );
  expect(() => withEnvironment({}, { CARILLON_REDIS_URL: "s3cret" })).toThrow(/^(?!.*s3cret).*redis:\/\/127/);
});

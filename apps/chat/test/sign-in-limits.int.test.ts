import { expect, test } from "vitest";
import { SignInLimits } from "../server/http/sign-in-limits.js";

test("counts failures by name, from whatever address they come", () => {
  const limits = new SignInLimits({ perName: 2, perAddress: 100, now: () => 0, windowMs: 1_000 });
  const waits = [1, 2, 3].map((n) => limits.begin(n === 3 ? " ADA " : "ada", `10.0.0.${String(n)}`));
  expect(waits).toEqual([0, 0, 1_000]);
  expect(limits.begin("grace", "10.0.0.1")).toBe(0);
});

test("counts failures by address, for whatever names they are", () => {
  let now = 0;
  const limits = new SignInLimits({ perName: 100, perAddress: 2, now: () => now, windowMs: 1_000 });
  const tries = (address: string): number[] =>
    ["ada", "grace", "alan"].map((name) => limits.begin(name, address));
  expect(tries("10.0.0.1")).toEqual([0, 0, 1_000]);
  now = 400;
  expect(limits.begin("linus", "10.0.0.1")).toBe(600);
  expect(limits.begin("linus", "10.0.0.2")).toBe(0);
  now = 1_000;
  expect(limits.begin("linus", "10.0.0.1")).toBe(0);
});

test("takes the addresses of one IPv6 network for one", () => {
  const limits = new SignInLimits({ perName: 100, perAddress: 2 });
  for (const address of ["2001:db8::1", "2001:db8::a:b"]) expect(limits.begin("ada", address)).toBe(0);
  expect(limits.begin("ada", "2001:db8::c:d")).toBeGreaterThan(0);
});

test("a password that was right frees its name, and not the address", () => {
  const limits = new SignInLimits({ perName: 2, perAddress: 3 });
  limits.begin("ada", "10.0.0.1");
  limits.begin("ada", "10.0.0.1");
  limits.succeeded("ada", "10.0.0.1");
  expect(limits.begin("ada", "10.0.0.1")).toBe(0);
  limits.begin("grace", "10.0.0.1");
  expect(limits.begin("alan", "10.0.0.1")).toBeGreaterThan(0);
});

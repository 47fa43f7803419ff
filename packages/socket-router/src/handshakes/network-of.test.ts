import { expect, test } from "vitest";
import { networkOf } from "./network-of.js";

test.each([
  ["10.0.0.7", "10.0.0.7"],
  ["::ffff:10.0.0.7", "10.0.0.7"],
  ["::FFFF:10.0.0.7", "10.0.0.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::9", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["2001:db8::a:b", "2001:db8:0:0::/64"],
  ["2001:db8:1::", "2001:db8:1:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["::", "0:0:0:0::/64"],
  ["64:ff9b::10.0.0.7", "64:ff9b:0:0::/64"],
  ["", ""],
  ["a socket's id", "a socket's id"],
  ["not:an:address", "not:an:address"],
])("%s is of %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test("2,000 addresses of one network are one", () => {
  const networks = Array.from({ length: 2_000 }, (_, n) => networkOf(`2001:db8::${n.toString(16)}:1`));
  expect(new Set(networks).size).toBe(1);
});

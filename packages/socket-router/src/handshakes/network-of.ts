import { isIPv6 } from "node:net";

/**
 * What an address is counted by: an IPv4 address itself, and of an IPv6 address the first half.
 *
 * Providers give each customer the whole second half, 2⁶⁴ addresses, so that a limit on one of them limits no customer. Use it in `by`
 * and `addressOf` where the address comes from a header of your proxy.
 *
 * @param address - As `socket.handshake.address` has it. What is no address is returned as it is.
 * @returns `"10.0.0.7"`, also for `"::ffff:10.0.0.7"`; `"2001:db8:0:0::/64"` for `"2001:db8::1"`.
 * @example
 * ```ts
 * import { networkOf, throttleHandshakes } from "@carillon/socket-router";
 *
 * const byProxy = throttleHandshakes({
 *   points: 10,
 *   per: "1m",
 *   by: ({ handshake }) => networkOf(String(handshake.headers["x-real-ip"])),
 * });
 * ```
 * @see RFC 6177, "IPv6 Address Assignment to End Sites".
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [plain = ""] = address.split("%");
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain) ?? [];
  if (mapped !== undefined) return mapped;
  const [before = "", behind] = plain.split("::");
  const groups = before === "" ? [] : before.split(":");
  const rest = behind === undefined || behind === "" ? [] : behind.split(":");
  while (behind !== undefined && groups.length + rest.length < 8) groups.push("0");
  const network = [...groups, ...rest].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(":")}::/64`;
}

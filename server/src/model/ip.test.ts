/** IP parsing and CIDR arithmetic against the rules of KV-7, KV-8 and KV-9. */

import { describe, expect, it } from "vitest";
import { cidrsOfRange, contains, formatCidr, parseCidr, parseIp, formatIp, overlaps } from "./ip.js";

function cidr(text: string) {
  const parsed = parseCidr(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.reason}`);
  return parsed.cidr;
}

describe("parseCidr", () => {
  it.each([
    ["10.0.0.0/8", "10.0.0.0/8", []],
    ["0.0.0.0/0", "0.0.0.0/0", []],
    ["10.0.0.5/24", "10.0.0.0/24", ["host-bits"]],
    ["010.0.0.0/8", "10.0.0.0/8", ["leading-zeros"]],
    ["10.0.0.0/08", "10.0.0.0/8", ["leading-zeros"]],
    ["::ffff:10.0.0.0/104", "10.0.0.0/8", ["ipv4-mapped"]],
    ["::/0", "::/0", []],
    ["2001:DB8::/32", "2001:db8::/32", []],
    ["2001:db8::1/64", "2001:db8::/64", ["host-bits"]],
    ["fe80:0:0:1:0:0:0:1/128", "fe80:0:0:1::1/128", []],
  ])("reads %s", (text, written, faults) => {
    const parsed = parseCidr(text);
    expect(parsed.ok && formatCidr(parsed.cidr)).toBe(written);
    expect(parsed.ok && parsed.faults).toEqual(faults);
    expect(parsed.ok && parsed.canonical).toBe(faults.length === 0);
  });

  it.each([
    ["10.0.0.1", "no-prefix"],
    ["2001:db8::1", "no-prefix"],
    ["10.0.0/8", "bad-address"],
    ["10.0.0.256/8", "bad-address"],
    ["", "bad-address"],
    ["any", "bad-address"],
    ["10.0.0.0/33", "bad-prefix"],
    ["10.0.0.0/", "bad-prefix"],
    ["10.0.0.0/+8", "bad-prefix"],
    ["::/129", "bad-prefix"],
    ["1::2::3/64", "bad-address"],
    ["1:2:3:4:5:6:7::8/64", "bad-address"],
    ["fe80::1%eth0/64", "bad-address"],
    ["10.0.0.0/8,192.168.0.0/16", "bad-address"],
  ])("refuses %s: %s", (text, reason) => {
    expect(parseCidr(text)).toEqual({ ok: false, reason });
  });
});

describe("contains", () => {
  it.each([
    ["10.0.0.0/8", "10.1.0.0/16", true],
    ["10.0.0.0/8", "10.0.0.0/8", true],
    ["10.1.0.0/16", "10.0.0.0/8", false],
    ["0.0.0.0/0", "::/0", false],
    ["10.0.0.0/8", "11.0.0.0/16", false],
    ["2001:db8::/32", "2001:db8:1::/48", true],
  ])("%s ⊇ %s is %s", (outer, inner, expected) => {
    expect(contains(cidr(outer), cidr(inner))).toBe(expected);
  });

  it("tells overlap from either side", () => {
    expect(overlaps(cidr("10.1.0.0/16"), cidr("10.0.0.0/8"))).toBe(true);
    expect(overlaps(cidr("10.1.0.0/16"), cidr("10.2.0.0/16"))).toBe(false);
  });
});

describe("ranges and addresses", () => {
  it("covers a range with the fewest networks", () => {
    const first = parseIp("10.0.0.1")?.value ?? 0n;
    const last = parseIp("10.0.0.8")?.value ?? 0n;
    expect(cidrsOfRange(4, first, last).map(formatCidr)).toEqual([
      "10.0.0.1/32",
      "10.0.0.2/31",
      "10.0.0.4/30",
      "10.0.0.8/32",
    ]);
    expect(cidrsOfRange(6, 0n, (1n << 128n) - 1n).map(formatCidr)).toEqual(["::/0"]);
  });

  it.each(["1.2.3.4", "::", "::1", "2001:db8::1:0:0:1", "1:0:0:2::3"])("formats %s as it was", (text) => {
    const ip = parseIp(text);
    expect(ip && formatIp(ip)).toBe(text);
  });

  it("reads a mapped address as IPv4", () => {
    expect(parseIp("::ffff:1.2.3.4")).toEqual({ family: 4, value: 0x01020304n });
  });
});

/** CIDR blocks: what no parser accepts, and what only lenient ones do (KV-7, KV-8). */

import { quoted } from "../../base/quote.js";
import { formatCidr, formatIp, parseCidr, parseIp, widthOf } from "../../model/ip.js";
import type { Format, Flawed } from "../constraint.js";

/**
 * `no-prefix`: a single address. `unreadable`: not a CIDR block. Lenient parsers accept the others, and cut off
 * `host-bits`, the bits after the prefix; `mapped`: IPv4 written as IPv6.
 */
export type CidrFlaw = "no-prefix" | "unreadable" | "zeros-in-length" | "zeros-in-address" | "mapped" | "host-bits";

export const CIDR: Format<CidrFlaw> = {
  name: "cidr",
  flawsOf,
  says: (text, flaw) => {
    switch (flaw) {
      case "no-prefix":
        return `${quoted(text)} is missing its prefix length`;
      case "unreadable":
        return text.includes(",")
          ? `${quoted(text)} is not a single CIDR block`
          : `${quoted(text)} is not a valid CIDR block`;
      case "zeros-in-length":
      case "zeros-in-address":
        return `${quoted(text)} has a number with leading zeros`;
      case "mapped":
        return `${quoted(text)} is an IPv4-mapped IPv6 block`;
      case "host-bits":
        return `${quoted(text)} has host bits set`;
    }
  },
};

function flawsOf(text: string): readonly Flawed<CidrFlaw>[] {
  const parsed = parseCidr(text);
  if (!parsed.ok) {
    if (parsed.reason !== "no-prefix") return [{ flaw: "unreadable" }];
    const address = parseIp(text);
    return [
      {
        flaw: "no-prefix",
        ...(address === undefined ? {} : { instead: `${formatIp(address)}/${widthOf(address.family)}` }),
      },
    ];
  }
  const { cidr, address, faults } = parsed;
  const flaws: Flawed<CidrFlaw>[] = [];
  if (faults.includes("leading-zeros")) {
    const flaw = /\/0\d/.test(text) ? "zeros-in-length" : "zeros-in-address";
    flaws.push({ flaw, instead: `${formatIp(address)}/${cidr.prefix}` });
  }
  if (faults.includes("ipv4-mapped")) flaws.push({ flaw: "mapped", instead: formatCidr(cidr) });
  if (faults.includes("host-bits")) flaws.push({ flaw: "host-bits", instead: formatCidr(cidr) });
  return flaws;
}

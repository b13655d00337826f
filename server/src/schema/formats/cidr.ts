/** Address blocks: what no parser reads, and what only a sloppy one does (KV-7, KV-8). */

import { quoted } from "../../base/quote.js";
import { formatCidr, formatIp, parseCidr, parseIp, widthOf } from "../../model/ip.js";
import type { Format, Flawed } from "../constraint.js";

/**
 * `no-prefix`: one address. `unreadable`: nothing of the kind. The others are read by sloppy parsers, which cut off
 * `host-bits`, the bits beyond the length; `mapped`: IPv4 written as IPv6.
 */
export type CidrFlaw = "no-prefix" | "unreadable" | "zeros-in-length" | "zeros-in-address" | "mapped" | "host-bits";

export const CIDR: Format<CidrFlaw> = {
  name: "cidr",
  flawsOf,
  says: (text, flaw) => {
    switch (flaw) {
      case "no-prefix":
        return `${quoted(text)} lacks its prefix length`;
      case "unreadable":
        return text.includes(",") ? `${quoted(text)} is not one address block` : `${quoted(text)} is no address block`;
      case "zeros-in-length":
      case "zeros-in-address":
        return `${quoted(text)} has zeros in front of a number`;
      case "mapped":
        return `${quoted(text, 48)} is IPv4 in the clothes of IPv6`;
      case "host-bits":
        return `${quoted(text)} has bits beyond its length`;
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

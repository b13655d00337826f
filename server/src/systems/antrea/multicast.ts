/** Addresses of multicast groups, which Antrea treats apart from all others. */

import { containsIp, type IpAddress, parseCidr } from "../../model/ip.js";

const NETWORKS = ["224.0.0.0/4", "ff00::/8"].flatMap((it) => {
  const parsed = parseCidr(it);
  return parsed.ok ? [parsed.cidr] : [];
});

export function isMulticast(address: IpAddress): boolean {
  return NETWORKS.some((it) => containsIp(it, address));
}

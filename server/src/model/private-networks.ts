/** Networks of which pods and nodes usually have their addresses (RFC 1918, RFC 6598, RFC 4193). */

import { type Cidr, parseCidr } from "./ip.js";

export const PRIVATE_NETWORKS: readonly Cidr[] = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "fc00::/7",
].flatMap((it) => {
  const parsed = parseCidr(it);
  return parsed.ok ? [parsed.cidr] : [];
});
